import { type StallSummary, type TargetSummary } from '@meshprof/contracts';
import { categoryTitle } from '@shared/domain/contract-texts/category-texts';
import { formatAmount, formatCount, formatShare } from '@shared/domain/format-amount';

export interface StallRow {
  id: string;
  thread: string;
  stalls: string;
  longest: string;
  time: string;
  onCpu: string;
  /** Functions, outermost first; empty where no stack was recorded. */
  path: string[];
  /** The category that most of it was for. */
  costCategory: string | undefined;
  /** As long without a wait for events, but no stall. */
  neverIdle: string | undefined;
}

function stallRow(row: StallSummary): StallRow {
  const [category] = Object.entries(row.byCostCategory).sort(([, a], [, b]) => b - a);
  return {
    id: `${row.pid}-${row.tid}`,
    thread: `${row.thread} (${row.tid})`,
    stalls: formatCount(row.stalls),
    longest: formatAmount(row.longestNs, 'ns'),
    time: formatAmount(row.timeNs, 'ns'),
    onCpu: row.timeNs > 0 ? formatShare(row.onCpuNs / row.timeNs) : '',
    path: row.mostlyIn?.path ?? [],
    costCategory: category && categoryTitle(category[0]),
    neverIdle: row.neverIdleNs > 0 ? formatAmount(row.neverIdleNs, 'ns') : undefined,
  };
}

/** Event loops that stalled, or had no pause for as long; those with the most time first. */
export const stallRows = ({ stalls = [] }: TargetSummary): StallRow[] =>
  stalls.filter((row) => row.stalls > 0 || row.neverIdleNs > 0).map(stallRow);
