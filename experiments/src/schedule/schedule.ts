import { type Random, seededRandom, shuffled } from '../statistics/random.ts';
import { williamsSquares } from './williams-rows.ts';

/** Blocks of the baseline against itself before the first variant: they say how much the machine alone varies. */
export const AA_BLOCKS = 2;

export interface ScheduleInput {
  /** Names, without the baseline's. */
  readonly variants: readonly string[];
  readonly baseline: string;
  readonly blocks: number;
  readonly seed: number;
}

/**
 * Order of the slots: a row a block. Randomised complete blocks: each has the baseline first and last and every variant
 * once between, in an order of a Williams design. Names are dealt anew to the design for each pass through it.
 */
export function schedule({ variants, baseline, blocks, seed }: ScheduleInput): string[][] {
  const random = seededRandom(seed);
  const orders: string[][] = [];
  while (orders.length < blocks && variants.length > 0) orders.push(...designOf(variants, random));
  return Array.from({ length: blocks }, (_, block) => [baseline, ...(orders[block] ?? []), baseline]);
}

/** One pass: whole squares one after the other, so that a part of a pass is as balanced as can be. */
function designOf(variants: readonly string[], random: Random): string[][] {
  const names = shuffled(variants, random);
  const squares = shuffled(williamsSquares(names.length), random);
  return squares.flatMap((square) => shuffled(square, random)).map((row) => row.map((index) => names[index] as string));
}

/** Slots of the A/A run: in each block the baseline against itself, with as many slots as a block needs at least. */
export function aaSchedule(baseline: string, blocks: number = AA_BLOCKS): string[][] {
  return Array.from({ length: blocks }, () => [baseline, baseline, baseline]);
}
