import type { Estimate, ExperimentReport, VariantReport } from '@meshprof/contracts';
import { amountText, intervalText, percentText, signedAmount, signedPercent } from '../verdict/percent-text.ts';

/** Categories a variant is shown with, the largest changes first. */
const SHOWN_CATEGORIES = 8;
const SHOWN_FROM_US = 0.01;

/** The report for people, for a pull request or a wiki. */
export function renderMarkdown(report: ExperimentReport): string {
  const parts = [
    `# ${plain(report.title)}`,
    report.limits,
    ...report.warnings.map((warning) => `> ${plain(warning)}`),
    report.variants.length === 0 ? 'No block is complete yet.' : resultTable(report.variants),
    ...report.variants.filter(({ baseline }) => !baseline).map(variantSection),
    ...(report.combinations ?? []).map(({ sentence }) => plain(sentence)),
    methodParagraph(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function resultTable(variants: readonly VariantReport[]): string {
  return table(
    [
      'Variant',
      'Requests/s',
      'CPU µs per request',
      'Change',
      'p50 / p99 / p99.9 µs',
      'Switches per request',
      'Proof',
      'Direct + indirect µs',
      'Verdict',
    ],
    variants.map((variant) => [
      variant.baseline ? `${variant.name} (baseline)` : variant.name,
      `${estimateText(variant.requestsPerSecond)}${plainChange(variant.requestsPerSecond)}`,
      estimateText(variant.cpuPerRequestUs),
      changeText(variant.cpuPerRequestUs),
      latencyText(variant.latencyUs),
      estimateText(variant.switchesPerRequest),
      proofText(variant),
      partsText(variant.reconciliation),
      variant.verdict ?? '',
    ])
  );
}

function variantSection({ name, verdict, reason, reconciliation, categories }: VariantReport): string {
  const parts = [`## ${name}: ${verdict ?? ''}`, reason, reconciliation?.sentence, categoryTable(categories)];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

function categoryTable(categories: VariantReport['categories']): string | undefined {
  if (categories.length === 0) return undefined;
  return table(
    ['Category', 'Baseline µs', 'Variant µs', 'Change µs (95 % interval)', 'Cost'],
    categories
      .filter(({ changeUs }) => Math.abs(changeUs) >= SHOWN_FROM_US)
      .slice(0, SHOWN_CATEGORIES)
      .map(({ category, baselineUs, variantUs, changeUs, changeLowUs, changeHighUs, direct }) => [
        category,
        amountText(baselineUs),
        amountText(variantUs),
        `${signedAmount(changeUs)} (${signedAmount(changeLowUs)} to ${signedAmount(changeHighUs)})`,
        direct ? 'direct' : 'indirect',
      ])
  );
}

function methodParagraph({
  blocks,
  spec,
  seed,
  noise,
  minEffectPercent,
  confidence,
  restored,
}: ExperimentReport): string {
  const found =
    noise.detectablePercent === null
      ? ''
      : `, smallest cost found with 80 % power ${percentText(noise.detectablePercent)} %`;
  const machine = noise.sdPercent === null ? '' : `; noise of a block ${percentText(noise.sdPercent)} %${found}`;
  const exactly = confidence === undefined ? '' : ` (with these blocks ${percentText(100 * confidence)} %)`;
  const back = restored.proven ? 'is back' : restored.hashAfter === '' ? 'is not back yet' : 'is not proven to be back';
  return `${blocks} blocks, seed ${seed}, driver ${spec.driver}, minimum effect ${minEffectPercent} %${machine}. The original configuration ${back}. Intervals are of 95 %${exactly}; p-values are corrected for the number of variants and looks.`;
}

function estimateText({ estimate, low, high }: Estimate): string {
  return `${amountText(estimate)} (${amountText(low)} to ${amountText(high)})`;
}

function changeText({ changePercent, changeLowPercent, changeHighPercent }: Estimate): string {
  if (changePercent === null || changeLowPercent === null || changeHighPercent === null) return '';
  return `${signedPercent(changePercent)} (${intervalText(changeLowPercent, changeHighPercent)})`;
}

/** Of requests per second, which hardly differ at a fixed rate. */
function plainChange({ changePercent }: Estimate): string {
  const text = changePercent === null ? '0 %' : signedPercent(changePercent);
  return text === '0 %' ? '' : `, ${text}`;
}

function partsText(reconciliation: VariantReport['reconciliation']): string {
  if (!reconciliation) return '';
  const { directUs, indirectUs, offByPercent, reconciles } = reconciliation;
  const told =
    offByPercent === null ? 'too small to tell' : reconciles ? 'reconciles' : `off by ${signedPercent(offByPercent)}`;
  return `${signedAmount(directUs)} ${signedAmount(indirectUs)} (${told})`;
}

function latencyText(latency: VariantReport['latencyUs']): string {
  return latency ? [latency.p50, latency.p99, latency.p999].map(amountText).join(' / ') : 'not measured';
}

function proofText({ treatmentProof }: VariantReport): string {
  if (treatmentProof.length === 0) return '';
  const missing = treatmentProof.filter(({ proven }) => !proven);
  return missing.length === 0 ? 'proven' : `not proven: ${missing.map(({ knob }) => knob).join(', ')}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => plain(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Texts come from specs: none may begin a line, a heading or an HTML element of its own. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('<', '&lt;').replaceAll('`', "'");
}
