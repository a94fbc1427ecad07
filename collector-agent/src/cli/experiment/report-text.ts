import type { Estimate, ExperimentReport } from '@meshprof/contracts';
import { type Column, formatTable } from '../table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'variant' },
  { title: 'CPU us/request', align: 'right' },
  { title: 'change', align: 'right' },
  { title: '95 % interval', align: 'right' },
  { title: 'requests/s', align: 'right' },
  { title: 'p50/p99 us', align: 'right' },
  { title: 'slots', align: 'right' },
  { title: 'proof' },
  { title: 'verdict' },
];

/** The result in a terminal: a row a variant, then what it holds for. The rest is in the file and on the page. */
export function reportText(report: ExperimentReport): string {
  const rows = report.variants.map((variant) => [
    variant.name,
    variant.cpuPerRequestUs.estimate.toFixed(1),
    variant.baseline ? '' : percent(variant.cpuPerRequestUs.changePercent),
    variant.baseline ? '' : interval(variant.cpuPerRequestUs),
    variant.requestsPerSecond.estimate.toFixed(0),
    variant.latencyUs === null ? '' : `${variant.latencyUs.p50.toFixed(0)}/${variant.latencyUs.p99.toFixed(0)}`,
    variant.voidSlots > 0 ? `${variant.slots} + ${variant.voidSlots} void` : String(variant.slots),
    variant.treatmentProof.every(({ proven }) => proven) ? 'proven' : 'not proven',
    variant.baseline ? 'baseline' : (variant.verdict ?? ''),
  ]);
  const reasons = report.variants.filter(({ baseline }) => !baseline).map(({ name, reason }) => `${name}: ${reason}`);
  const { restored } = report;
  const facts = [
    noiseText(report),
    report.limits,
    restored.proven
      ? 'The configuration of before is back, by its hash.'
      : 'NOT PROVEN: that the configuration of before is back.',
    ...report.warnings,
  ];
  return `${report.title}\n\n${formatTable(COLUMNS, rows)}\n${[...reasons, ...facts].filter(Boolean).join('\n')}\n`;
}

function percent(value: number | null): string {
  return value === null ? '' : `${value > 0 ? '+' : ''}${value.toFixed(1)} %`;
}

function interval({ changeLowPercent, changeHighPercent }: Estimate): string {
  if (changeLowPercent === null || changeHighPercent === null) return '';
  return `${percent(changeLowPercent)} to ${percent(changeHighPercent)}`;
}

function noiseText({ noise: { sdPercent, detectablePercent } }: ExperimentReport): string {
  if (sdPercent === null) return '';
  const found = detectablePercent === null ? '' : `; effects from ${detectablePercent.toFixed(1)} % on are found`;
  return `Noise: ${sdPercent.toFixed(1)} % between A/A slots${found}.`;
}
