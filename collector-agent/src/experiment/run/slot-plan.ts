import type { ExperimentPhase, SlotResult } from '@meshprof/contracts';
import { aaSchedule, type FullSpec, schedule } from '@meshprof/experiments';
import type { SlotKey } from '../journal/journal-records.ts';

/** The order of all slots, by phase and block. It follows from spec and seed: nothing of it is stored. */
export type SlotPlan = Readonly<Record<ExperimentPhase, readonly (readonly string[])[]>>;

export type NextSlot =
  | { readonly kind: 'slot'; readonly key: SlotKey }
  | { readonly kind: 'finished' }
  | { readonly kind: 'void-too-often'; readonly last: SlotResult };

/** A void slot is run again at most twice. One that was interrupted says nothing against the conditions. */
const MAX_VOID_RESULTS = 3;

export function planSlots({ baseline, variants, blocks }: FullSpec, seed: number): SlotPlan {
  const names = variants.map(({ name }) => name);
  return {
    'a-a': aaSchedule(baseline.name),
    variants: schedule({ variants: names, baseline: baseline.name, blocks, seed }),
  };
}

/** The first slot of a phase that has no result that counts. */
export function nextSlot(plan: SlotPlan, phase: ExperimentPhase, results: readonly SlotResult[]): NextSlot {
  for (const [block, names] of plan[phase].entries()) {
    for (const [slot, variant] of names.entries()) {
      const earlier = results.filter((result) => isOf(result, { phase, block, slot }));
      if (earlier.some((result) => result.void === undefined)) continue;
      const voids = earlier.filter((result) => result.void?.reason !== 'interrupted');
      const last = voids.at(-1);
      if (last !== undefined && voids.length >= MAX_VOID_RESULTS) return { kind: 'void-too-often', last };
      return { kind: 'slot', key: { phase, block, slot, attempt: earlier.length, variant } };
    }
  }
  return { kind: 'finished' };
}

/** Slots of the whole plan that have no result that counts, by phase. */
export function slotsLeft(plan: SlotPlan, results: readonly SlotResult[]): number {
  const planned = [...plan['a-a'].flat(), ...plan.variants.flat()].length;
  return Math.max(0, planned - results.filter((result) => result.void === undefined).length);
}

type Place = Pick<SlotKey, 'phase' | 'block' | 'slot'>;

function isOf(result: SlotResult, { phase, block, slot }: Place): boolean {
  return result.phase === phase && result.block === block && result.slot === slot;
}
