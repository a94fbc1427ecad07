/**
 * `npm run reference`: makes every page of the documentation that is made from the code. With `--check` it writes
 * nothing and ends with 1 if one is not as it would be.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { at } from '../harness/project.ts';
import { GENERATED_PAGES } from './pages.ts';

const isCheck = process.argv.includes('--check');

for (const [file, make] of Object.entries(GENERATED_PAGES)) {
  const text = await make();
  if (current(file) === text) continue;
  if (isCheck) process.exitCode = 1;
  else writeFileSync(at(file), text);
  process.stdout.write(`${file}: ${isCheck ? 'is stale; run `npm run reference`' : 'written'}\n`);
}

function current(file: string): string | undefined {
  try {
    return readFileSync(at(file), 'utf8');
  } catch {
    return undefined;
  }
}
