import { COST_CATEGORIES, type StallSummary } from '@meshprof/contracts';
import { displayName } from '../discovery/display-name.ts';
import type { Summary } from '../record/summary.ts';
import { formatCount, formatSeconds, formatShare } from './quantity.ts';
import { formatTable } from './table.ts';

const TOP_LOOPS = 10;
/** Of the path to where most of the time went: enough to see what called the C library. */
const INNERMOST = 3;

/** Event loops that did not come back to waiting for long; '' if there were none. */
export function formatStallReport({ loopStalls }: Summary): string {
  const stalled = loopStalls.filter(({ stalls }) => stalls > 0);
  const neverIdle = loopStalls.filter(({ neverIdleNs }) => neverIdleNs > 0);
  return [stalled.length > 0 ? stallTable(stalled) : '', ...neverIdle.slice(0, TOP_LOOPS).map(neverIdleLine)].join('');
}

function stallTable(rows: readonly StallSummary[]): string {
  const table = formatTable(
    [
      { title: 'LOOP STALLS' },
      ...['STALLS', 'LONGEST', 'TIME', 'ON CPU'].map((title) => ({ title, align: 'right' as const })),
      { title: 'MOSTLY IN' },
    ],
    rows
      .slice(0, TOP_LOOPS)
      .map((row) => [
        threadText(row),
        formatCount(row.stalls),
        formatSeconds(row.longestNs),
        formatSeconds(row.timeNs),
        formatShare(row.onCpuNs, row.timeNs),
        cause(row),
      ])
  );
  return rows.length > TOP_LOOPS ? `${table}and ${rows.length - TOP_LOOPS} more event loops\n` : table;
}

const threadText = ({ thread, tid }: StallSummary): string => `${displayName(thread)} (${tid})`;

function cause({ mostlyIn, byCostCategory }: StallSummary): string {
  const [id] = Object.keys(byCostCategory);
  const category = COST_CATEGORIES.find((row) => row.id === id)?.title;
  // Function names come out of the target's own file.
  const functions = mostlyIn?.path.slice(-INNERMOST).map(displayName).join(' > ');
  const parts = [functions, category].filter((part) => part !== undefined);
  return parts.length === 0 ? 'no stacks' : parts.join('; ');
}

function neverIdleLine(row: StallSummary): string {
  return `${threadText(row)}: ${formatSeconds(row.neverIdleNs)} without waiting for events, which were many rounds or not over at the end\n`;
}
