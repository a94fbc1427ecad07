import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { holdsKernelEvents } from '../harness/proc-counts.ts';
import { at } from '../harness/project.ts';
import { run } from '../harness/run.ts';
import { waitFor } from '../harness/wait-for.ts';
import type { BenchRow, Say } from './bench-row.ts';
import { formatSpread, spreadOf } from './statistics.ts';

const ROUNDS = 7;
const ROUND_TRIPS = 300_000;
const SWITCHES_PER_ROUND_TRIP = 2;
/** Pinned to one CPU, so that every byte passed is a context switch. */
const CPU = '1';

interface Variant {
  readonly name: string;
  /** Command that watches the process; undefined for none. */
  readonly tool?: (pid: number) => string[];
}

/** What a session adds to each context switch of its target, beside bcc's offcputime on the same machine. */
export async function costPerSwitch(say: Say): Promise<BenchRow[]> {
  await run(['make', '-s', '-C', at('tests', 'workloads')]);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-bench-'));
  const variants = variantsIn(folder);
  const nsPerSwitch = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      // In another order each round, so that drift of the machine hits all alike.
      for (const variant of shuffled(variants, round)) nsPerSwitch.get(variant.name)!.push(await measure(variant));
      say(`cost per switch, round ${round} of ${ROUNDS}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const base = nsPerSwitch.get('none')!;
  return variants.filter(({ tool }) => tool !== undefined).map(({ name }) => rowOf(name, base, nsPerSwitch.get(name)!));
}

function variantsIn(folder: string): Variant[] {
  const meshprof = (events: string) => (pid: number) =>
    [process.execPath, at('collector-agent', 'bin', 'meshprof.mjs'), 'record', '--pid', String(pid)].concat([
      '--duration',
      '10m',
      '--events',
      events,
      '--output',
      path.join(folder, 'p.otlp'),
    ]);
  const offcputime = ['/usr/sbin/offcputime', '/usr/share/bcc/tools/offcputime'].find((file) => existsSync(file));
  return [
    { name: 'none' },
    { name: 'meshprof, off CPU', tool: meshprof('off-cpu') },
    { name: 'meshprof, on and off CPU', tool: meshprof('on-cpu,off-cpu') },
    ...(offcputime
      ? [{ name: "bcc's offcputime", tool: (pid: number) => [offcputime, '-p', String(pid), '600'] }]
      : []),
  ];
}

function shuffled<T>(items: readonly T[], round: number): T[] {
  const shift = round % items.length;
  return [...items.slice(shift), ...items.slice(0, shift)];
}

async function measure({ tool }: Variant): Promise<number> {
  const args = ['-c', CPU, at('tests', 'workloads', 'build', 'pipe-pingpong'), '--round-trips', String(ROUND_TRIPS)];
  const target = spawn('taskset', [...args, '--gate'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: target.stdout })[Symbol.asyncIterator]();
  const { pid } = JSON.parse((await lines.next()).value as string) as { pid: number };
  const watcher = tool && (await attach(tool(pid)));
  target.stdin.write('\n');
  const truth = JSON.parse((await lines.next()).value as string) as { threads: { elapsedNs: number }[] };
  await watcher?.stop();
  target.stdin.end();
  return truth.threads[0]!.elapsedNs / (ROUND_TRIPS * SWITCHES_PER_ROUND_TRIP);
}

async function attach(command: string[]): Promise<{ stop: () => Promise<void> }> {
  const child: ChildProcess = spawn(command[0]!, command.slice(1), { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await waitFor(() => holdsKernelEvents(child.pid!) || undefined, { what: command.join(' '), intervalMs: 20 });
  // Symbol reading at the start of a session is no cost of a switch.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}

function rowOf(name: string, base: readonly number[], watched: readonly number[]): BenchRow {
  const added = watched.map((ns, round) => ns - base[round]!);
  const ratios = watched.map((ns, round) => ns / base[round]!);
  const coreShare = (spreadOf(added).median * 50_000) / 1e7;
  return {
    what: `Pipe ping-pong on one CPU, every switch watched by ${name}`,
    goal: name.startsWith('meshprof') ? '≤ 2.5 % of a core at 50,000 switches/s' : '(the tool people use)',
    got: `${formatSpread(added, 0)} ns added a switch, ×${formatSpread(ratios)}; ${coreShare.toFixed(1)} % of a core at 50,000/s`,
    how: `${ROUNDS} interleaved rounds of ${ROUND_TRIPS} round trips against none; median (min–max)`,
  };
}
