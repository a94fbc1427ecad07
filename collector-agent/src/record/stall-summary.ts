import { COST_CATEGORIES, type CostCategoryId } from '@meshprof/contracts';
import type { StallTotals } from '@meshprof/native';
import type { ProcessProfile, StallSample } from '../profile/process-profile.ts';

/** Stalls of one event loop, and what it did in them. Times are nanoseconds; the three parts add up to `timeNs`. */
export interface StallSummary {
  readonly pid: number;
  readonly tid: number;
  readonly thread: string;
  readonly stalls: number;
  readonly longestNs: number;
  readonly timeNs: number;
  readonly onCpuNs: number;
  readonly runnableNs: number;
  readonly blockedNs: number;
  /** As long, but known to be many rounds of a loop that had more to do than it could, or not over at the end. */
  readonly neverIdleNs: number;
  /** The innermost function of user space in which more than half of the time with a stack was spent, and its callers,
   * outermost first. */
  readonly mostlyIn?: { readonly path: readonly string[]; readonly timeNs: number };
  /** Time with a stack, largest first. */
  readonly byCostCategory: Readonly<Partial<Record<CostCategoryId, number>>>;
}

/** Those with the most time first. */
export function summarizeStalls(totals: readonly StallTotals[], profiles: readonly ProcessProfile[]): StallSummary[] {
  return totals
    .map((row) => {
      const profile = profiles.find(({ identity }) => identity.pid === row.tgid);
      const samples = profile?.stalls.filter(({ tid }) => tid === row.tid) ?? [];
      const mostlyIn = profile && innermostOfMost(profile, samples);
      return {
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
        ...(mostlyIn !== undefined && { mostlyIn }),
        byCostCategory: profile === undefined ? {} : timesByCategory(profile, samples),
      };
    })
    .sort((a, b) => b.timeNs - a.timeNs || b.neverIdleNs - a.neverIdleNs);
}

interface TimedPath {
  /** Functions of user space, outermost first. */
  readonly names: readonly string[];
  readonly timeNs: number;
}

function innermostOfMost(profile: ProcessProfile, samples: readonly StallSample[]): StallSummary['mostlyIn'] {
  let paths = samples
    .map(({ stack, timeNs }): TimedPath => ({ names: userFunctions(profile, stack), timeNs: Number(timeNs) }))
    .filter(({ names }) => names.length > 0);
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

function timesByCategory(profile: ProcessProfile, samples: readonly StallSample[]): StallSummary['byCostCategory'] {
  const times = new Map<CostCategoryId, number>();
  for (const { stack, timeNs } of samples) {
    const id = profile.stacks[stack]?.costCategory ?? 'unresolved';
    times.set(id, (times.get(id) ?? 0) + Number(timeNs));
  }
  times.delete('unsampled');
  const order = COST_CATEGORIES.map(({ id }) => id);
  return Object.fromEntries(
    [...times].sort(([a, timeA], [b, timeB]) => timeB - timeA || order.indexOf(a) - order.indexOf(b))
  );
}

const sumOf = (paths: readonly TimedPath[]): number => paths.reduce((sum, { timeNs }) => sum + timeNs, 0);
