/**
 * `npm run reliability`: breaks things in the middle of tasks and writes docs/reliability.md, about 75 minutes.
 *   --only agent,load   these parts alone (names in parts.ts); the sections of the others stay
 *   --short             what is over within seconds, printed and not written
 *   --match 'slow'      rows with this in their title, printed and not written
 */
import { parseArgs } from 'node:util';
import { writeSection } from './page.ts';
import { PARTS } from './parts.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    match: { type: 'string', default: '' },
  },
});
const isWhole = !values.short && values.match === '';
const names = values.only?.split(',') ?? PARTS.map(({ name }) => name);
const unknown = names.filter((name) => PARTS.every((part) => part.name !== name));
if (unknown.length > 0) {
  process.stderr.write(`reliability: --only takes names of ${PARTS.map(({ name }) => name).join(', ')}.\n`);
  process.exit(2);
}
const say = (line: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

const surprises: string[] = [];
for (const { name, section, run } of PARTS.filter(({ name }) => names.includes(name))) {
  const result = await run({ say, short: values.short, match: values.match });
  surprises.push(...result.surprises);
  if (!isWhole) process.stdout.write(`\n## ${section}\n\n${result.table}\n`);
  else writeSection({ title: section, command: `npm run reliability -- --only ${name}`, text: result.table });
}
for (const surprise of surprises) process.stderr.write(`NOT AS EXPECTED: ${surprise}\n`);
process.exit(surprises.length === 0 ? 0 : 1);
