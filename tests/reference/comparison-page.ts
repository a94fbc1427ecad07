import { readFileSync } from 'node:fs';
import { at } from '../harness/project.ts';
import { filledPage } from './filled-page.ts';
import { table } from './markdown.ts';

/** Tools of a column, as the anchors of docs/benchmarks.md begin. */
const COLUMNS = [
  { title: 'perf', tools: ['perf -g', 'perf record -g', 'perf --call-graph dwarf', 'perf record --call-graph dwarf'] },
  { title: 'bcc, bpftrace', tools: ['bcc', 'bpftrace'] },
  { title: 'OpenTelemetry eBPF profiler', tools: ['OpenTelemetry'] },
] as const;

/** Rows of docs/benchmarks.md by the beginning of their first cell. */
const ROWS = [
  'Envoy, HTTP/1, on CPU: stacks that reach',
  'Envoy, HTTP/1, off CPU: stacks that reach',
  'nginx (Debian, no frame pointers), on CPU',
  'Go net/http, on CPU',
  'Stock Envoy 1.40.0, on CPU',
  'Pipe ping-pong on one CPU, every switch watched by meshprof, on and off',
  'Saturated demo Envoy',
  'Agent CPU while it profiles',
  'Resident memory of the agent',
  'Never-seen Envoy of 107 MB',
] as const;

interface BenchRow {
  readonly what: string;
  readonly got: string;
  readonly anchors: readonly string[];
}

export function comparisonPage(): string {
  const rows = benchRows();
  const chosen = ROWS.flatMap((start) => rows.find(({ what }) => what.startsWith(start)) ?? []);
  if (chosen.length < ROWS.length / 2) throw new Error('docs/benchmarks.md has other rows: change ROWS');
  const cells = chosen.map(({ what, got, anchors }) => [
    what,
    firstPart(got),
    ...COLUMNS.map(({ tools }) => anchorsOf(anchors, tools)),
  ]);
  return filledPage('docs/comparison.md', {
    measured: table(['What', 'Meshprof', ...COLUMNS.map(({ title }) => title)], cells),
  });
}

function benchRows(): BenchRow[] {
  const lines = readFileSync(at('docs', 'benchmarks.md'), 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| What'))
    .map((line) => {
      const [, what = '', , got = '', anchors = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return { what, got, anchors: partsOf(anchors) };
    });
}

/** Semicolons part what is told of a tool; those within parentheses belong to an interval. */
const partsOf = (cell: string): string[] => cell.split(/; (?![^(]*\))/);

/** What a row got, without the details behind the first part. */
function firstPart(got: string): string {
  return partsOf(got)[0] ?? '';
}

function anchorsOf(anchors: readonly string[], tools: readonly string[]): string {
  const found = anchors.filter((anchor) => tools.some((tool) => anchor.startsWith(tool)));
  return found.map(shortened).join('; ') || '–';
}

/** An error message of another tool is told in the benchmarks; here it is enough that there was one. */
function shortened(anchor: string): string {
  const [tool = '', said = ''] = anchor.split(': ');
  // The bench could not fetch it: that says nothing about the tool.
  if (said.startsWith('“go install')) return `${tool}: not at hand in this run`;
  return said.startsWith('“') ? `${tool}: could not` : anchor;
}
