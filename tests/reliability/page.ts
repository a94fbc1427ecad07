import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { pageWithSections } from '../harness/page-sections.ts';
import { at } from '../harness/project.ts';
import { PARTS } from './parts.ts';

const PAGE = at('docs', 'reliability.md');

export const SOAK_SECTION = 'Soak';

/** Puts a section into docs/reliability.md; the others stay. */
export function writeSection({ title, command, text }: { title: string; command: string; text: string }): void {
  const machine = `Linux ${os.release()}, ${os.availableParallelism()} CPUs`;
  const today = new Date().toISOString().slice(0, 10);
  const made = `## ${title}\n\n\`${command}\` on ${today}, ${machine}.\n\n${text}\n`;
  const order = [...PARTS.map(({ section }) => section), SOAK_SECTION];
  writeFileSync(PAGE, pageWithSections(readFileSync(PAGE, 'utf8'), new Map([[title, made]]), order));
}
