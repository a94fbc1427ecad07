import type { Variant, VariantReport } from '@meshprof/contracts';
import { settingsOf, settingsText } from './article-settings.ts';
import { type ArticleRun, countingSlots } from './article-run.ts';
import { markdownTable } from './markdown-table.ts';
import { changeText, estimateText, pValueText, shareText, withSign } from './number-text.ts';
import { groupShare, type ShareQuestion } from './group-share.ts';

const isTracing = (category: string): boolean => category.startsWith('tracing.');
const isAccessLog = (category: string): boolean => category.startsWith('accesslog.');

const ofSamples = (isPart: (category: string) => boolean): ShareQuestion => ({
  parts: ({ onCpuSamplesByCategory }) => onCpuSamplesByCategory,
  whole: ({ onCpuSamples }) => onCpuSamples,
  isPart,
});
const ofSwitches = (isPart: (category: string) => boolean): ShareQuestion => ({
  parts: ({ switchesByCategory }) => switchesByCategory,
  whole: ({ switches }) => switches,
  isPart,
});

/** `tracing 1 %, log full (tracing-1)`, the baseline marked. */
function nameOf({ report }: ArticleRun, { name, baseline }: VariantReport): string {
  const { spec } = report;
  const variant = [spec.baseline, ...spec.variants].find((candidate: Variant) => candidate.name === name);
  const text = variant === undefined ? name : `${settingsText(settingsOf(variant))} (\`${name}\`)`;
  return baseline ? `**${text}**, baseline` : text;
}

export function costTable(run: ArticleRun): string {
  const rows = run.report.variants.map((variant) => [
    nameOf(run, variant),
    estimateText(variant.requestsPerSecond),
    estimateText(variant.cpuPerRequestUs, 1),
    changeText(variant.cpuPerRequestUs),
    pValueText(variant.pValue),
    variant.verdict ?? '–',
  ]);
  return markdownTable(['Variant', 'Requests/s', 'CPU a request, µs', 'Change', 'p', 'Verdict'], rows);
}

export function throughputTable(run: ArticleRun): string {
  const rows = run.report.variants.map((variant) => [
    nameOf(run, variant),
    estimateText(variant.requestsPerSecond),
    changeText(variant.requestsPerSecond),
    estimateText(variant.cpuPerRequestUs, 1),
    changeText(variant.cpuPerRequestUs),
  ]);
  return markdownTable(['Variant', 'Requests/s', 'Change', 'CPU a request, µs', 'Change'], rows);
}

export function shareTable(run: ArticleRun): string {
  const rows = run.report.variants.map((variant) => {
    const slots = countingSlots(run, variant.name);
    return [
      nameOf(run, variant),
      shareText(groupShare(slots, ofSamples(isTracing))),
      shareText(groupShare(slots, ofSamples(isAccessLog))),
      shareText(groupShare(slots, ofSwitches(isAccessLog))),
      estimateText(variant.switchesPerRequest, 3),
    ];
  });
  return markdownTable(
    ['Variant', 'Tracing, of samples', 'Access log, of samples', 'Access log, of switches', 'Switches a request'],
    rows
  );
}

/** What the difference is made of: the categories of the knobs themselves, everything else, and whether both add up. */
export function reconciliationTable(run: ArticleRun): string {
  const rows = run.report.variants.flatMap((variant) => {
    const { reconciliation } = variant;
    if (reconciliation === null) return [];
    return [
      [
        nameOf(run, variant),
        withSign(reconciliation.measuredUs),
        withSign(reconciliation.directUs),
        withSign(reconciliation.indirectUs),
        reconciliation.sentence,
      ],
    ];
  });
  return markdownTable(['Variant', 'Measured, µs', 'Direct, µs', 'Indirect, µs', 'Do they add up'], rows);
}

export function proofTable(run: ArticleRun): string {
  const rows = run.report.variants.flatMap((variant) =>
    variant.treatmentProof.map(({ knob, expected, observed, proven }) => [
      nameOf(run, variant),
      `\`${knob}\``,
      expected,
      observed,
      proven ? 'yes' : '**no**',
    ])
  );
  return markdownTable(['Variant', 'Knob', 'Asked for', 'What Envoy showed', 'Proven'], rows);
}
