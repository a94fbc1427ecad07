import { COST_CATEGORIES, type ShareInterval, WAIT_CLASSES } from '@meshprof/contracts';
import type { Summary } from '../record/summary.ts';
import { formatCount, formatSeconds, formatShare } from './quantity.ts';
import { type Column, formatTable } from './table.ts';

const TOP_CATEGORIES = 10;

const NUMBERS = (titles: readonly string[]): Column[] => titles.map((title) => ({ title, align: 'right' }));

/** CPU time and waiting by what they are for; '' if nothing was recorded. */
export function formatCostReport(summary: Summary): string {
  return [
    costTable('WHAT CPU TIME WAS FOR', summary.onCpu.byCostCategory),
    costTable('WHAT WAITED (WITHOUT IDLE EVENT LOOPS)', summary.offCpu.byCostCategory),
    waitTable(summary),
  ]
    .filter((table) => table !== '')
    .join('\n');
}

function costTable(title: string, costs: Readonly<Partial<Record<string, ShareInterval>>>): string {
  const rows = COST_CATEGORIES.flatMap(({ id, title: name }) => {
    const cost = costs[id];
    return cost === undefined || cost.share === 0 ? [] : [{ name, id, ...cost }];
  }).sort((a, b) => b.share - a.share);
  if (rows.length === 0) return '';
  const shown = rows.slice(0, TOP_CATEGORIES);
  const table = formatTable(
    [{ title }, ...NUMBERS(['SHARE', 'BETWEEN']), { title: 'COST_CATEGORY' }],
    shown.map((row) => [row.name, formatShare(row.share, 1), formatInterval(row), row.id])
  );
  const rest = rows.slice(TOP_CATEGORIES);
  if (rest.length === 0) return table;
  const restShare = rest.reduce((sum, { share }) => sum + share, 0);
  return `${table}and ${rest.length} more, ${formatShare(restShare, 1)} in all\n`;
}

function formatInterval({ low, high }: ShareInterval): string {
  return low === high ? 'exact' : `${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)} %`;
}

function waitTable({ offCpu }: Summary): string {
  const rows = WAIT_CLASSES.flatMap(({ id, title }) => {
    const waits = offCpu.byWaitClass[id];
    return waits === undefined ? [] : [{ id, title, ...waits }];
  }).sort((a, b) => b.timeNs - a.timeNs);
  if (rows.length === 0) return '';
  return formatTable(
    [{ title: 'WHY IT WAITED (EXACT)' }, ...NUMBERS(['SHARE', 'TIME', 'SWITCHES']), { title: 'WAIT_CLASS' }],
    rows.map(({ id, title, timeNs, switches }) => [
      title,
      formatShare(timeNs, offCpu.timeNs),
      formatSeconds(timeNs),
      formatCount(switches),
      id,
    ])
  );
}
