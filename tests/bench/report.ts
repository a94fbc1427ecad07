import type { BenchRow } from './bench-row.ts';

export interface Section {
  readonly title: string;
  /** When and under which disturbance it was measured. */
  readonly machine: string;
  /** Command that measures this section alone. */
  readonly command: string;
  readonly rows: readonly BenchRow[];
}

const TABLE_MARK = '<!-- table -->';

/** A cell must not end the table: error texts of other programs hold anything. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ⏎ ');

export function tableOf(rows: readonly BenchRow[]): string {
  const lines = rows.map(({ what, goal, got, anchors = '—', how }) => [what, goal, got, anchors, how].map(cell));
  return [
    '| What | Goal | Got | Anchors, same run | How |',
    '| --- | --- | --- | --- | --- |',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

export function sectionText({ title, machine, command, rows }: Section): string {
  return `## ${title}\n\n\`${command}\`: ${machine}\n\n${tableOf(rows)}\n`;
}

/** Sections of a page by title, as they stand after the mark. */
function sectionsOf(text: string): Map<string, string> {
  const parts = text.split(/^(?=## )/m).filter((part) => part.startsWith('## '));
  return new Map(parts.map((part) => [part.slice(3, part.indexOf('\n')).trim(), `${part.trimEnd()}\n`]));
}

/** The page with these sections put in or exchanged, all in the given order; those that no bench makes are dropped. */
export function pageWith(page: string, measured: readonly Section[], order: readonly string[]): string {
  const [head = '', old = ''] = page.split(TABLE_MARK);
  const sections = sectionsOf(old);
  for (const section of measured) sections.set(section.title, sectionText(section));
  const texts = order.flatMap((title) => sections.get(title) ?? []);
  return `${head}${TABLE_MARK}\n\n${texts.join('\n')}`;
}
