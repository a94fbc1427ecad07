import { KERNEL_FEATURES } from '../../../collector-agent/src/requirements/kernel-features.ts';
import type { GuestReport } from '../boot/guest-report.ts';
import { SITUATIONS } from '../steps.ts';
import { checkRows, JUDGES, observe, sentenceOf } from './observed.ts';

/** A kernel that was booted, or why it was not. */
export type Booted =
  { readonly suite: string; readonly report: GuestReport } | { readonly suite: string; readonly problem: string };

/** What a kernel said in the situations of steps.ts. */
export interface SituationsOf {
  readonly kernel: string;
  /** By the id of a situation; `lockdown` for the boot that was locked down. */
  readonly sentences: ReadonlyMap<string, string>;
}

type Cells = readonly string[];

function markdownTable(titles: Cells, rows: readonly Cells[]): string {
  const lines = [titles, titles.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}

/** A row for each feature, a column for each kernel. */
export function featureTable(booted: readonly Booted[]): string {
  const reports = booted.filter((one) => 'report' in one);
  const titles = ['', ...reports.map(({ report }) => report.kernel)];
  const suites = ['Debian suite', ...reports.map(({ suite }) => suite)];
  const features = Object.entries(KERNEL_FEATURES)
    .filter(([id]) => id !== 'addon')
    .map(([id, { title }]) => [`\`${id}\`: ${title}`, ...reports.map(({ report }) => checkCell(report, id))]);
  const seen = Object.entries(JUDGES).map(([step, { title }]) => [
    `**seen:** ${title}`,
    ...reports.map(({ report }) => observedCell(report, step)),
  ]);
  const missing = booted.filter((one) => 'problem' in one).map(({ suite, problem }) => `${suite}: ${problem}`);
  const note = missing.length === 0 ? '' : `\nNot tried: ${missing.join('; ')}.\n`;
  return `${markdownTable(titles, [suites, ...features, ...seen])}${note}`;
}

function checkCell(report: GuestReport, id: string): string {
  const row = checkRows(report.steps.get('check')).find((one) => one.id === id);
  return row === undefined ? '?' : row.met ? 'yes' : 'no';
}

function observedCell(report: GuestReport, step: string): string {
  const observation = observe(report, step);
  return observation.holds ? 'yes' : `no: ${observation.why}`;
}

/** What `meshprof check` says where something is missing. */
export function situationTable(situations: SituationsOf): string {
  const titles = [...SITUATIONS, { id: 'lockdown', title: 'kernel booted with lockdown=confidentiality' }];
  const rows = titles.map(({ id, title }) => [title, situations.sentences.get(id) ?? '?']);
  return markdownTable(['Where', 'What `meshprof check` says'], rows);
}

export function situationsOf(report: GuestReport, locked: GuestReport | undefined): SituationsOf {
  const sentences = new Map(SITUATIONS.map(({ id }) => [id, verdict(report, id)]));
  if (locked !== undefined) sentences.set('lockdown', verdict(locked, 'check'));
  return { kernel: report.kernel, sentences };
}

function verdict(report: GuestReport, step: string): string {
  const result = report.steps.get(step);
  if (result?.status === 0) return 'nothing: all that is needed is there';
  return sentenceOf(result);
}

/** What each feature is for, and what is lost without it. */
export function purposeTable(): string {
  const rows = Object.entries(KERNEL_FEATURES).map(([id, { use, lost }]) => [`\`${id}\``, use, lost]);
  return markdownTable(['Feature', 'For', 'Without'], rows);
}

/** Puts a text between the marks of that name in a page. */
export function replaceBetweenMarks(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: begin, made by npm run kernels -->`, `<!-- ${name}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no marks ${name}`);
  return `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`;
}
