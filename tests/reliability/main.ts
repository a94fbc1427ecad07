/**
 * `npm run reliability`: breaks things in the middle of tasks and writes docs/reliability.md, about 40 minutes.
 *   --short   what is over within seconds, printed and not written
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { at } from '../harness/project.ts';
import { faultTable, type FaultResult } from './fault-table.ts';
import { LONG_FAULTS, SHORT_FAULTS } from './faults.ts';
import { runFault } from './run-fault.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const faults = values.short ? SHORT_FAULTS : [...SHORT_FAULTS, ...LONG_FAULTS];

const results: FaultResult[] = [];
for (const [index, fault] of faults.entries()) {
  process.stderr.write(`[${index + 1}/${faults.length}] ${fault.what}, ${fault.moment}, ${fault.lastsMs / 1_000} s\n`);
  results.push({ fault, outcome: await runFault(fault) });
}
const table = faultTable(results);
if (values.short) process.stdout.write(table);
else writeFileSync(at('docs', 'reliability.md'), page(table));

function page(table: string): string {
  return `# Reliability

What becomes of a task when something breaks in the middle of it. Made by \`npm run reliability\` on ${new Date().toISOString().slice(0, 10)}: a real
controller, a real agent that profiles a real program, an endpoint that keeps every profile, and something that breaks. Each row was
seen; the tests in \`tests/reliability\` fail when one changes. "Every sample arrived" compares what the endpoint got, decoded by
OpenTelemetry's own protobuf code, with what the agent's last report counts.

${table}`;
}
