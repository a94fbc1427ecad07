/**
 * `npm run bench`: measures and prints the tables of docs/benchmarks.md.
 *   --only whole,switch   these benches alone (names in benches.ts)
 *   --write               puts the tables into docs/benchmarks.md; the sections of other benches stay
 *   --force               writes even what a busy machine measured
 *   --quick               a few seconds a bench: to try it
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { at } from '../harness/project.ts';
import { BENCHES } from './benches.ts';
import { isTooBusy, LARGEST_LOAD_PER_CPU, machineLine, machineState } from './machine-state.ts';
import { pageWith, type Section, sectionText } from './report.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    force: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});

const refuse = (sentence: string): never => {
  process.stderr.write(`bench: ${sentence}\n`);
  process.exit(2);
};

const names = values.only?.split(',') ?? BENCHES.map(({ name }) => name);
const unknown = names.filter((name) => BENCHES.every((bench) => bench.name !== name));
if (unknown.length > 0) refuse(`--only takes names of ${BENCHES.map(({ name }) => name).join(', ')}.`);
if (values.write && values.quick) refuse('--quick measures too little to publish; leave --write out.');
const start = machineState();
if (values.write && isTooBusy(start) && !values.force) {
  const load = start.loadPerCpu.toFixed(2);
  refuse(`the load average is ${load} a CPU, above ${LARGEST_LOAD_PER_CPU}: wait until nothing else runs, or --force.`);
}

const chosen = BENCHES.filter(({ name }) => names.includes(name));
const sections: Section[] = [];
let failed = 0;
for (const [index, bench] of chosen.entries()) {
  const about = values.quick ? 'quick' : `about ${bench.minutes} min`;
  say(`[${index + 1}/${chosen.length}] ${bench.section} (${bench.name}, ${about})`);
  const before = machineState();
  try {
    const rows = await bench.run({ say, quick: values.quick });
    const command = `npm run bench -- --only ${bench.name}`;
    sections.push({ title: bench.section, machine: machineLine(before, machineState()), command, rows });
    process.stdout.write(`\n${sectionText(sections.at(-1)!)}\n`);
  } catch (error) {
    // The others' numbers are an hour's work: one broken bench does not throw them away.
    failed += 1;
    say(`${bench.name} FAILED: ${(error as Error).stack ?? String(error)}`);
  }
}

if (values.write) {
  const file = at('docs', 'benchmarks.md');
  writeFileSync(
    file,
    pageWith(
      readFileSync(file, 'utf8'),
      sections,
      BENCHES.map(({ section }) => section)
    )
  );
}
process.exit(failed === 0 ? 0 : 1);

function say(line: string): void {
  const minutes = (performance.now() - start.atMs) / 60_000;
  process.stderr.write(`${minutes.toFixed(1).padStart(5)} min  ${line}\n`);
}
