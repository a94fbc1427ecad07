import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/setup/folders.mjs';

/** The `sh` blocks of docs/guides/kubernetes.md that name this test, by the heading that they stand under. Others need nodes. */
export function guideCommands(): Map<string, string[]> {
  const lines = readFileSync(path.join(projectRoot, 'docs', 'guides', 'kubernetes.md'), 'utf8').split('\n');
  const byHeading = new Map<string, string[]>();
  let heading = '';
  let block: string[] | undefined;
  for (const line of lines) {
    if (block !== undefined && line === '```') {
      byHeading.set(heading, [...(byHeading.get(heading) ?? []), block.join('\n')]);
      block = undefined;
    } else if (block !== undefined) block.push(line);
    else if (line.startsWith('```sh tested-by=')) block = [];
    else heading = /^##+ (.+)$/.exec(line)?.[1] ?? heading;
  }
  return byHeading;
}
