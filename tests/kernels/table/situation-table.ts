import type { GuestReport } from '../boot/guest-report.ts';
import { LOCKDOWN, SITUATIONS } from '../steps.ts';
import { verdictOf } from './feature-table.ts';
import { markdownTable, tableRows } from './markdown.ts';

/** What `meshprof check` says, by the title of a situation. */
export type Sentences = ReadonlyMap<string, string>;

const KERNEL_ROW = 'Kernel';
const NOT_ASKED = '?';
const TITLES = [...SITUATIONS.map(({ title }) => title), LOCKDOWN.title];

/** Of a boot that ran the steps of all situations. */
export function sentencesOf(report: GuestReport): Sentences {
  const said = SITUATIONS.map(({ id, title }) => [title, verdictOf(report, id)] as const);
  return new Map([[KERNEL_ROW, report.kernel], ...said]);
}

/** Of a boot that was locked down. */
export function lockedSentence(report: GuestReport): Sentences {
  return new Map([[LOCKDOWN.title, verdictOf(report, 'check')]]);
}

/** Of a table that situationTable() wrote, or prettier from it. */
export function readSentences(markdown: string): Sentences {
  return new Map(tableRows(markdown).map(([title, sentence]) => [title!, sentence ?? '']));
}

/** What `meshprof check` says where something is missing. */
export function situationTable(sentences: Sentences): string {
  const rows = [KERNEL_ROW, ...TITLES].map((title) => [title, sentences.get(title) ?? NOT_ASKED]);
  return markdownTable(['Where', 'What `meshprof check` says'], rows);
}
