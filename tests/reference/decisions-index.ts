import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { at } from '../harness/project.ts';
import { page } from './markdown.ts';

/** The decisions by number, each with the title that its page has. */
export function decisionsIndex(): string {
  const folder = at('docs', 'decisions');
  const files = readdirSync(folder).filter((name) => /^\d{4}-.*\.md$/.test(name));
  const lines = files.sort().map((name) => {
    const title = /^# (.+)$/m.exec(readFileSync(path.join(folder, name), 'utf8'))?.[1] ?? name;
    return `- [${title}](${name})`;
  });
  return page(
    'Decisions',
    'Why things are as they are: what was measured, what was left out, what would change it. A page is not rewritten when a decision changes; a later one says so.',
    lines.join('\n')
  );
}
