import { COST_CATEGORIES, type CostCategoryId, type StallSummary } from '@meshprof/contracts';
import type { StallTotals } from '@meshprof/native';
import type { ProcessProfile } from '../profile/process-profile.ts';

/** Different paths that are remembered of one session; what comes beyond them counts without its stack. */
const MAX_PATHS = 5_000;

/** What event loops did in their stalls, collected window by window. */
export class StallCauses {
  readonly #threads = new Map<string, ThreadCauses>();
  #paths = 0;

  add(profile: ProcessProfile): void {
    for (const { stack, tid, timeNs } of profile.stalls) {
      const thread = this.#threadOf(profile.identity.pid, tid);
      const id = profile.stacks[stack]?.costCategory ?? 'unresolved';
      thread.byCategory.set(id, (thread.byCategory.get(id) ?? 0) + Number(timeNs));
      const names = userFunctions(profile, stack);
      if (names.length > 0) this.#addPath(thread, names, Number(timeNs));
    }
  }

  of(pid: number, tid: number): Pick<StallSummary, 'mostlyIn' | 'byCostCategory'> {
    const thread = this.#threads.get(`${pid}/${tid}`);
    if (thread === undefined) return { byCostCategory: {} };
    const mostlyIn = innermostOfMost([...thread.paths.values()]);
    return { ...(mostlyIn !== undefined && { mostlyIn }), byCostCategory: timesByCategory(thread.byCategory) };
  }

  #threadOf(pid: number, tid: number): ThreadCauses {
    const key = `${pid}/${tid}`;
    const thread = this.#threads.get(key) ?? { paths: new Map(), byCategory: new Map() };
    this.#threads.set(key, thread);
    return thread;
  }

  #addPath(thread: ThreadCauses, names: readonly string[], timeNs: number): void {
    const key = names.join('\n');
    const known = thread.paths.get(key);
    if (known === undefined && this.#paths >= MAX_PATHS) return;
    if (known === undefined) this.#paths++;
    thread.paths.set(key, { names, timeNs: (known?.timeNs ?? 0) + timeNs });
  }
}

/** Those with the most time first. */
export function summarizeStalls(totals: readonly StallTotals[], causes: StallCauses): StallSummary[] {
  return totals
    .map((row) => ({
      pid: row.tgid,
      tid: row.tid,
      thread: row.name,
      stalls: Number(row.stalls),
      longestNs: Number(row.longestNs),
      timeNs: Number(row.onCpuNs + row.runnableNs + row.blockedNs),
      onCpuNs: Number(row.onCpuNs),
      runnableNs: Number(row.runnableNs),
      blockedNs: Number(row.blockedNs),
      neverIdleNs: Number(row.neverIdleNs),
      ...causes.of(row.tgid, row.tid),
    }))
    .sort((a, b) => b.timeNs - a.timeNs || b.neverIdleNs - a.neverIdleNs);
}

interface ThreadCauses {
  readonly paths: Map<string, TimedPath>;
  readonly byCategory: Map<CostCategoryId, number>;
}

interface TimedPath {
  /** Functions of user space, outermost first. */
  readonly names: readonly string[];
  readonly timeNs: number;
}

function innermostOfMost(all: readonly TimedPath[]): StallSummary['mostlyIn'] {
  let paths = all;
  const half = sumOf(paths) / 2;
  const path: string[] = [];
  let mostNs = 0;
  for (let depth = 0; ; depth++) {
    const times = new Map<string, number>();
    for (const { names, timeNs } of paths) {
      const name = names[depth];
      if (name !== undefined) times.set(name, (times.get(name) ?? 0) + timeNs);
    }
    const [name, timeNs] = [...times].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
    if (timeNs <= half) return path.length === 0 ? undefined : { path, timeNs: mostNs };
    path.push(name);
    mostNs = timeNs;
    paths = paths.filter(({ names }) => names[depth] === name);
  }
}

function userFunctions(profile: ProcessProfile, stack: number): string[] {
  const frames = profile.stacks[stack]?.frames ?? new Uint32Array();
  return [...frames]
    .reverse()
    .map((index) => profile.frames[index])
    .filter((frame) => frame?.kind === 'native')
    .map((frame) => frame?.name ?? '');
}

function timesByCategory(byCategory: ReadonlyMap<CostCategoryId, number>): StallSummary['byCostCategory'] {
  const order = COST_CATEGORIES.map(({ id }) => id);
  return Object.fromEntries(
    [...byCategory]
      .filter(([id]) => id !== 'unsampled')
      .sort(([a, timeA], [b, timeB]) => timeB - timeA || order.indexOf(a) - order.indexOf(b))
  );
}

const sumOf = (paths: readonly TimedPath[]): number => paths.reduce((sum, { timeNs }) => sum + timeNs, 0);
