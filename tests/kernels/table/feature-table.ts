import { KERNEL_FEATURES } from '../../../collector-agent/src/requirements/kernel-features.ts';
import type { GuestReport } from '../boot/guest-report.ts';
import { KERNELS, labelOf } from '../kernels.ts';
import { checkRows, JUDGES, observe, sentenceOf } from './observed.ts';
import { markdownTable, tableRows } from './markdown.ts';

/** What one kernel has and does. Columns are made one at a time, and outlive a run in which another fails. */
export interface Column {
  /** As labelOf() has it. */
  readonly label: string;
  /** As `uname -r` has it. */
  readonly kernel: string;
  /** By the title of a row. */
  readonly cells: ReadonlyMap<string, string>;
}

const SUITE_ROW = 'Debian suite';
const NOT_ASKED = '?';

type CellOf = (report: GuestReport) => string;

/** Every row below the suite's. */
const ROWS: ReadonlyMap<string, CellOf> = new Map([
  ...Object.entries(KERNEL_FEATURES)
    .filter(([id]) => id !== 'addon')
    .map(([id, { title }]) => [`\`${id}\`: ${title}`, (report: GuestReport) => checkCell(report, id)] as const),
  ...Object.entries(JUDGES).map(
    ([step, { title }]) => [`**seen:** ${title}`, (report: GuestReport) => observedCell(report, step)] as const
  ),
  ['**`meshprof check` says**', (report: GuestReport) => verdictOf(report, 'check')],
]);

export function columnOf(label: string, report: GuestReport): Column {
  return {
    label,
    kernel: report.kernel,
    cells: new Map([...ROWS].map(([title, cellOf]) => [title, cellOf(report)])),
  };
}

function checkCell(report: GuestReport, id: string): string {
  const row = checkRows(report.steps.get('check')).find((one) => one.id === id);
  return row === undefined ? NOT_ASKED : row.met ? 'yes' : 'no';
}

/** Where nothing can be recorded the reason stands in the last row. */
function observedCell(report: GuestReport, step: string): string {
  const observation = observe(report, step);
  if (observation.holds) return 'yes';
  return report.steps.get('check')?.status === 0 ? `no: ${observation.why}` : 'no';
}

/** The sentence about what is missing. */
export function verdictOf(report: GuestReport, step: string): string {
  const result = report.steps.get(step);
  if (result?.status === 0) return 'nothing: all that is needed is there';
  return sentenceOf(result);
}

/** The columns of a table that featureTable() wrote, or prettier from it. */
export function readColumns(markdown: string): Column[] {
  const [titles = [], suites = [], ...rows] = tableRows(markdown);
  return titles.slice(1).map((kernel, index) => ({
    kernel,
    label: suites[index + 1] ?? '',
    cells: new Map(rows.map((row) => [row[0]!, row[index + 1] ?? NOT_ASKED])),
  }));
}

/** In the order of kernels.ts; those that are no longer there are dropped. */
export function withColumn(columns: readonly Column[], column: Column): Column[] {
  const known = [...columns.filter(({ label }) => label !== column.label), column];
  return KERNELS.flatMap((kernel) => known.filter(({ label }) => label === labelOf(kernel)));
}

/** A row for each feature, a column for each kernel. */
export function featureTable(columns: readonly Column[]): string {
  const titles = ['', ...columns.map(({ kernel }) => kernel)];
  const suites = [SUITE_ROW, ...columns.map(({ label }) => label)];
  const rows = [...ROWS.keys()].map((title) => [title, ...columns.map(({ cells }) => cells.get(title) ?? NOT_ASKED)]);
  return markdownTable(titles, [suites, ...rows]);
}
