/**
 * `npm run soak`: an hour of sessions on a loaded Envoy while processes start and end; are memory and descriptors flat?
 *   --minutes N   in place of 60
 *   --write       puts the result into docs/reliability.md
 */
import { parseArgs } from 'node:util';
import { markdownTable } from '../../harness/page-sections.ts';
import { SOAK_SECTION, writeSection } from '../page.ts';
import { runSoak } from './run-soak.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, write: { type: 'boolean', default: false } },
});
const minutes = Number(values.minutes);
if (!(minutes >= 2)) {
  process.stderr.write('soak: --minutes takes a number of at least 2; less tells nothing.\n');
  process.exit(2);
}
const { rows, tasks, problems } = await runSoak({ minutes, say: (line) => void process.stderr.write(`${line}\n`) });
const table = markdownTable(['What', 'Second quarter (median)', 'Last quarter (median)'], rows);
const text = `${minutes} minutes: ${tasks}.\n\n${table}`;
process.stdout.write(`${text}\n`);
for (const problem of problems) process.stderr.write(`NOT AS EXPECTED: ${problem}\n`);
if (values.write) writeSection({ title: SOAK_SECTION, command: `npm run soak -- --minutes ${minutes} --write`, text });
process.exit(problems.length === 0 ? 0 : 1);
