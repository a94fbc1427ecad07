import { markdownTable, pageWithSections } from '../harness/page-sections.ts';
import type { BenchRow } from './bench-row.ts';

export interface Section {
  readonly title: string;
  /** When and under which disturbance it was measured. */
  readonly machine: string;
  /** Command that measures this section alone. */
  readonly command: string;
  readonly rows: readonly BenchRow[];
}

export function tableOf(rows: readonly BenchRow[]): string {
  return markdownTable(
    ['What', 'Goal', 'Got', 'Anchors, same run', 'How'],
    rows.map(({ what, goal, got, anchors = '—', how }) => [what, goal, got, anchors, how])
  );
}

export function sectionText({ title, machine, command, rows }: Section): string {
  return `## ${title}\n\n\`${command}\`: ${machine}\n\n${tableOf(rows)}\n`;
}

/** The page with these sections put in or exchanged, all in the given order; those that no bench makes are dropped. */
export function pageWith(page: string, measured: readonly Section[], order: readonly string[]): string {
  return pageWithSections(page, new Map(measured.map((section) => [section.title, sectionText(section)])), order);
}
