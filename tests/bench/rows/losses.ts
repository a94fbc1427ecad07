import { readFileSync } from 'node:fs';
import type { SessionTotals } from '@meshprof/native';
import { type PerfLosses, perfLosses } from '../anchors/perf-losses.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { observe } from '../session-observer.ts';
import { startGated } from '../subjects/gated-program.ts';

interface Crowd {
  readonly title: string;
  readonly threads: number;
  readonly processes: number;
  readonly frequencyHz: number;
  readonly burstUs: number;
  /** 0: threads that never wait of their own accord. */
  readonly sleepUs: number;
}

const SECONDS = 6;

const CROWDS: readonly Crowd[] = [
  { title: '500 Hz on 200 busy threads', threads: 200, processes: 1, frequencyHz: 500, burstUs: 200, sleepUs: 0 },
  { title: '5,000 threads', threads: 5_000, processes: 1, frequencyHz: 99, burstUs: 50, sleepUs: 200_000 },
  { title: '300 processes', threads: 2, processes: 300, frequencyHz: 99, burstUs: 50, sleepUs: 20_000 },
];

/** Nothing may be lost without a counter: expected = kept + lost, and the totals are those of the program itself. */
export async function losses({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const crowd of quick ? CROWDS.slice(0, 1) : CROWDS) {
    say(`losses: ${crowd.title}`);
    rows.push(await rowOf(crowd, quick));
  }
  return rows;
}

async function rowOf(crowd: Crowd, quick: boolean): Promise<BenchRow> {
  const seconds = quick ? 1 : SECONDS;
  const { totals, truth, pids } = await withCrowd(crowd, seconds, async (pids, work) => {
    let truth: Record<string, unknown> = {};
    const { totals } = await observe({
      pids,
      events: ['on-cpu', 'off-cpu'],
      frequencyHz: crowd.frequencyHz,
      until: async () => (truth = await work()),
    });
    return { totals, truth, pids };
  });
  const perf = quick
    ? undefined
    : await withCrowd(crowd, seconds, (all, work) => perfLosses(all, crowd.frequencyHz, work));
  return {
    what: `${crowd.title} (${pids.length} processes, ${crowd.threads * crowd.processes} threads): what is lost`,
    goal: 'no loss beyond the counters',
    got: lossText(totals),
    ...(perf !== undefined && { anchors: `perf record -g: ${perfText(perf)}` }),
    how: `${seconds} s of \`many-threads\`; ${comparison(totals, truth, crowd.frequencyHz)}`,
  };
}

const perfText = (perf: PerfLosses | string) =>
  typeof perf === 'string' ? `“${perf}”` : `${perf.samples} samples kept, ${perf.lost} events of loss, on CPU only`;

async function withCrowd<T>(
  { threads, processes, burstUs, sleepUs }: Crowd,
  seconds: number,
  watch: (pids: number[], work: () => Promise<Record<string, unknown>>) => Promise<T>
): Promise<T> {
  const options = { '--threads': threads, '--processes': processes, '--seconds': seconds };
  const args = Object.entries({ ...options, '--burst-us': burstUs, '--sleep-us': sleepUs });
  const program = await startGated('many-threads', args.flat().map(String));
  try {
    return await watch([program.pid, ...childrenOf(program.pid)], program.work);
  } finally {
    await program.end();
  }
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

const sum = (values: Iterable<bigint>): bigint => [...values].reduce((total, value) => total + value, 0n);
const count = (value: bigint): string => Number(value).toLocaleString('en-US');

export function lossText(totals: SessionTotals): string {
  const lost = sum(Object.values(totals.onCpuLost));
  const uncounted = totals.onCpuExpected - totals.onCpuKept - lost;
  const onCpu = `on CPU ${count(totals.onCpuKept)} of ${count(totals.onCpuExpected)} samples kept${byCause(totals.onCpuLost)}`;
  const switches = sum(totals.waitClasses.map((waits) => waits.switches));
  const offCpu = `off CPU ${count(switches)} switches in the totals${byCause(totals.offCpuLost)}`;
  return [onCpu, offCpu, `${count(uncounted)} lost without a counter`].join('; ');
}

function byCause(lost: Readonly<Record<string, bigint>>): string {
  const causes = Object.entries(lost).map(([cause, number]) => `${count(number)} ${cause}`);
  return causes.length === 0 ? ', none lost' : `, ${causes.join(', ')}`;
}

/** The session's sums beside the program's own clocks and the kernel's counts that it read of itself. */
function comparison(totals: SessionTotals, truth: Record<string, unknown>, frequencyHz: number): string {
  const cpuNs = Number(truth['cpuNs']);
  const onCpuNs = Number(sum(totals.threads.map((thread) => thread.onCpuNs)));
  const switches = Number(truth['voluntarySwitches']) + Number(truth['involuntarySwitches']);
  const seen = Number(sum(totals.threads.map((thread) => thread.voluntarySwitches + thread.involuntarySwitches)));
  const percent = (value: number, of: number) => `${((value / of - 1) * 100).toFixed(1)} %`;
  return [
    `CPU time differs from the program's own clocks by ${percent(onCpuNs, cpuNs)}`,
    `samples from CPU time × frequency by ${percent(Number(totals.onCpuExpected), (cpuNs / 1e9) * frequencyHz)}`,
    `switches from its own counts by ${percent(seen, switches)}`,
  ].join(', ');
}
