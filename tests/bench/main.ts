/**
 * `npm run bench`: measures and prints the table of docs/benchmarks.md.
 * Options: --only time,start,switch; --write replaces the table in docs/benchmarks.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { at } from '../harness/project.ts';
import type { BenchRow, Say } from './bench-row.ts';
import { costPerSwitch } from './cost-per-switch.ts';
import { secondStart } from './second-start.ts';
import { timeToFlameGraph } from './time-to-flame-graph.ts';

const benches: Record<string, (say: Say) => Promise<BenchRow | BenchRow[]>> = {
  time: timeToFlameGraph,
  start: secondStart,
  switch: costPerSwitch,
};

const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean', default: false } } });
const names = values.only?.split(',') ?? Object.keys(benches);
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(`bench: --only takes names of ${Object.keys(benches).join(', ')}.\n`);
  process.exit(2);
}

const rows: BenchRow[] = [];
for (const name of names) {
  rows.push(...[await benches[name]!((line) => process.stderr.write(`${line}\n`))].flat());
}
const table = tableOf(rows);
process.stdout.write(`${table}\n`);
if (values.write) {
  const file = at('docs', 'benchmarks.md');
  const [head = ''] = readFileSync(file, 'utf8').split('<!-- table -->');
  writeFileSync(file, `${head}<!-- table -->\n\n${machineLine()}\n\n${table}\n`);
}

function tableOf(lines: readonly BenchRow[]): string {
  return [
    '| What | Goal | Got | How |',
    '| --- | --- | --- | --- |',
    ...lines.map(({ what, goal, got, how }) => `| ${what} | ${goal} | ${got} | ${how} |`),
  ].join('\n');
}

function machineLine(): string {
  const date = new Date().toISOString().slice(0, 10);
  return `Measured ${date} on Linux ${os.release()}, ${os.cpus().length} CPUs, virtual machine, \`npm run bench -- --write\`.`;
}
