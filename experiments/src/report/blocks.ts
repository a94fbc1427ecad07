import type { SlotResult } from '@meshprof/contracts';
import type { FullSpec } from '../spec/with-defaults.ts';

/** The slots of one block that count: the baseline's two, and one of each variant. */
export interface Block {
  readonly index: number;
  readonly baselines: readonly SlotResult[];
  readonly byVariant: ReadonlyMap<string, SlotResult>;
}

/** Blocks in which nothing is missing, in order; others are not compared, since their slots have no counterpart. */
export function completeBlocks(slots: readonly SlotResult[], spec: FullSpec): Block[] {
  const counted = countedSlots(slots.filter(({ phase }) => phase === 'variants'));
  return [...new Set(counted.map(({ block }) => block))]
    .sort((a, b) => a - b)
    .map((index) => blockOf(index, counted, spec))
    .filter(({ baselines, byVariant }) => baselines.length === 2 && byVariant.size === spec.variants.length);
}

function blockOf(index: number, counted: readonly SlotResult[], spec: FullSpec): Block {
  const slots = counted.filter(({ block }) => block === index);
  const names = new Set(spec.variants.map(({ name }) => name));
  return {
    index,
    baselines: slots.filter(({ variant }) => variant === spec.baseline.name),
    byVariant: new Map(slots.filter(({ variant }) => names.has(variant)).map((slot) => [slot.variant, slot])),
  };
}

/** The attempt of each place in the schedule that counts; a slot may come twice (agents repeat their reports). */
export function countedSlots(slots: readonly SlotResult[]): SlotResult[] {
  const byPlace = new Map<string, SlotResult>();
  for (const slot of slots.filter(isMeasured)) {
    const place = `${slot.phase} ${slot.block} ${slot.slot}`;
    if ((byPlace.get(place)?.attempt ?? -1) < slot.attempt) byPlace.set(place, slot);
  }
  return [...byPlace.values()].sort((a, b) => a.startUnixMs - b.startUnixMs);
}

function isMeasured(slot: SlotResult): boolean {
  return (
    slot.void === undefined && slot.requests > 0 && Number.isFinite(slot.cpuPerRequestUs) && slot.cpuPerRequestUs > 0
  );
}
