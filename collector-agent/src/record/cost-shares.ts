import {
  boundsWithUnknown,
  COST_CATEGORIES,
  type CostCategoryId,
  type ShareInterval,
  WAIT_CLASSES,
  wilsonInterval,
} from '@meshprof/contracts';
import type { ProcessProfile, Stack } from '../profile/process-profile.ts';

/** On CPU: 95 % of such recordings hold the true share between `low` and `high`. */
export interface CpuCost extends ShareInterval {
  readonly samples: number;
}

/** Off CPU: share of time; `high` counts all waits without a stack as this category's, `low` none. */
export interface WaitCost extends ShareInterval {
  readonly switches: number;
  readonly timeNs: number;
}

export type CostTable<T> = Readonly<Partial<Record<CostCategoryId, T>>>;

/** CPU time by cost category, of the samples that were kept; in the order of the contracts' table. */
export function cpuCosts(profiles: readonly ProcessProfile[]): CostTable<CpuCost> {
  const samples = new Map<CostCategoryId, number>();
  let total = 0;
  for (const { stacks, onCpu } of profiles) {
    for (const { stack, ticks } of onCpu) {
      add(samples, categoryOf(stacks, stack), Number(ticks));
      total += Number(ticks);
    }
  }
  return table((id) => {
    const count = samples.get(id);
    return count === undefined ? undefined : { samples: count, ...wilsonInterval(count, total) };
  });
}

const IDLE_CLASSES: ReadonlySet<string> = new Set(WAIT_CLASSES.filter((row) => 'idle' in row).map(({ id }) => id));

/**
 * Time off the CPU by cost category, without the waits of event loops that have nothing to do: those are no cost, and
 * would make every other share small.
 */
export function waitCosts(profiles: readonly ProcessProfile[]): CostTable<WaitCost> {
  const switches = new Map<CostCategoryId, number>();
  const times = new Map<CostCategoryId, number>();
  let totalNs = 0;
  for (const { stacks, offCpu } of profiles) {
    for (const sample of offCpu) {
      if (IDLE_CLASSES.has(sample.waitClass)) continue;
      const id = categoryOf(stacks, sample.stack);
      add(switches, id, Number(sample.switches));
      add(times, id, Number(sample.timeNs));
      totalNs += Number(sample.timeNs);
    }
  }
  const unknownNs = times.get('unsampled') ?? 0;
  return table((id) => {
    const timeNs = times.get(id);
    if (timeNs === undefined) return undefined;
    const unknown = id === 'unsampled' ? 0 : unknownNs;
    return { switches: switches.get(id) ?? 0, timeNs, ...boundsWithUnknown(timeNs, unknown, totalNs) };
  });
}

function categoryOf(stacks: readonly Stack[], stack: number): CostCategoryId {
  return stacks[stack]?.costCategory ?? 'unresolved';
}

function add(sums: Map<CostCategoryId, number>, id: CostCategoryId, value: number): void {
  sums.set(id, (sums.get(id) ?? 0) + value);
}

function table<T>(valueOf: (id: CostCategoryId) => T | undefined): CostTable<T> {
  const entries = COST_CATEGORIES.map(({ id }) => [id, valueOf(id)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
