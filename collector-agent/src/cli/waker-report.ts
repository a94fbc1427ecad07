import { WAIT_CLASSES, WAKER_KINDS, type WakerSummary } from '@meshprof/contracts';
import { displayName } from '../discovery/display-name.ts';
import type { Summary } from '../record/summary.ts';
import { formatCount, formatSeconds } from './quantity.ts';
import { formatTable } from './table.ts';

const TOP_OF_CLASS = 3;

/** The few who ended most of each class's waiting; '' if nobody asked. */
export function formatWakerReport({ offCpu: { wakers } }: Summary): string {
  const classes = WAIT_CLASSES.map(({ id, title }) => ({
    title,
    rows: wakers.filter(({ waitClass }) => waitClass === id),
  })).filter(({ rows }) => rows.length > 0);
  if (classes.length === 0) return '';
  const timeOf = (rows: readonly WakerSummary[]): number => rows.reduce((sum, { timeNs }) => sum + timeNs, 0);
  classes.sort((a, b) => timeOf(b.rows) - timeOf(a.rows));
  return formatTable(
    [
      { title: 'WHO ENDED THE WAITS' },
      { title: 'OF' },
      { title: 'TIME', align: 'right' },
      { title: 'WAITS', align: 'right' },
    ],
    classes.flatMap(({ title, rows }) =>
      rows
        .slice(0, TOP_OF_CLASS)
        .map((row) => [wakerText(row), title, formatSeconds(row.timeNs), formatCount(row.waits)])
    )
  );
}

function wakerText({ kind, pid, process }: WakerSummary): string {
  if (pid === undefined) return WAKER_KINDS.find(({ id }) => id === kind)?.title ?? kind;
  // A process chooses its own name, escape sequences included.
  return `${process === undefined ? 'a process that has ended' : displayName(process)} (pid ${pid})`;
}
