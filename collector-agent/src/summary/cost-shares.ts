import {
  COST_CATEGORIES,
  type CostCategoryId,
  sampledShare,
  type ShareInterval,
  type StratumEstimate,
  WAIT_CLASSES,
  wilsonInterval,
} from '@meshprof/contracts';
import type { OffCpuSample, ProcessProfile, Stack } from '../profile/process-profile.ts';

/** On CPU: 95 % of such recordings hold the true share between `low` and `high`. */
export interface CpuCost extends ShareInterval {
  readonly samples: number;
}

/**
 * Off CPU: share of time. Of waits that were sampled the limits hold the true share in 95 of 100 recordings; waits without
 * a stack count wholly for `high` and not at all for `low`.
 */
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
  const sums = new WaitCostSums();
  for (const profile of profiles) sums.add(profile);
  return sums.costs();
}

/** Collects `waitCosts` window by window: of a long session nobody holds all profiles. */
export class WaitCostSums {
  readonly #switches = new Map<CostCategoryId, number>();
  readonly #times = new Map<CostCategoryId, number>();
  readonly #strata = new Map<string, Stratum>();

  add({ identity, stacks, offCpu }: ProcessProfile): void {
    for (const sample of offCpu) {
      if (IDLE_CLASSES.has(sample.waitClass)) continue;
      const id = categoryOf(stacks, sample.stack);
      add(this.#switches, id, Number(sample.switches));
      add(this.#times, id, Number(sample.timeNs));
      addEstimate(this.#strata, `${identity.pid} ${sample.waitClass} ${sample.thread}`, id, sample);
    }
  }

  costs(): CostTable<WaitCost> {
    const totalNs = [...this.#times.values()].reduce((sum, timeNs) => sum + timeNs, 0);
    return table((id) => {
      const timeNs = this.#times.get(id);
      if (timeNs === undefined) return undefined;
      return { switches: this.#switches.get(id) ?? 0, timeNs, ...this.#shareOf(id, timeNs, totalNs) };
    });
  }

  #shareOf(id: CostCategoryId, timeNs: number, totalNs: number): ShareInterval {
    // Counted and timed exactly: what is not known is whose they are.
    if (id === 'unsampled') return sampledShare({ whole: totalNs, exact: timeNs, strata: [], unknown: 0 });
    const strata = [...this.#strata.values()].map((stratum) => stratumOf(stratum, id));
    const exact = timeNs - strata.reduce((sum, { part }) => sum + part, 0);
    return sampledShare({ whole: totalNs, exact, strata, unknown: this.#times.get('unsampled') ?? 0 });
  }
}

interface Estimate {
  readonly timeNs: number;
  readonly varianceNs2: number;
}

/** Sampled waits of one class and thread label of a process, by category: what the engine shares out among them. */
type Stratum = Map<CostCategoryId, Estimate>;

function addEstimate(strata: Map<string, Stratum>, key: string, id: CostCategoryId, { estimate }: OffCpuSample): void {
  if (estimate === undefined) return;
  const stratum = strata.get(key) ?? new Map<CostCategoryId, Estimate>();
  strata.set(key, stratum);
  const { timeNs = 0, varianceNs2 = 0 } = stratum.get(id) ?? {};
  stratum.set(id, { timeNs: timeNs + Number(estimate.timeNs), varianceNs2: varianceNs2 + estimate.varianceNs2 });
}

function stratumOf(stratum: Stratum, id: CostCategoryId): StratumEstimate {
  const own = stratum.get(id);
  const rows = [...stratum.values()];
  return {
    part: own?.timeNs ?? 0,
    whole: rows.reduce((sum, { timeNs }) => sum + timeNs, 0),
    partVariance: own?.varianceNs2 ?? 0,
    wholeVariance: rows.reduce((sum, { varianceNs2 }) => sum + varianceNs2, 0),
  };
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
