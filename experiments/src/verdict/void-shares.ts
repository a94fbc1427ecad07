import type { SlotResult } from '@meshprof/contracts';

/**
 * How much further apart the shares of void slots of a variant and of the baseline may be. Slots that are void because of
 * what the variant does to the proxy are missing exactly where it matters, and no statistics of the rest can show it.
 * In points, not by a test: with some ten slots no test would see what biases the result.
 */
export const MOST_VOID_DIFFERENCE = 0.2;

/** Ended by us, whatever the variant did. */
const OUR_OWN_DOING = 'interrupted';

/** Attempts of the variants' phase by name: all, and void ones. */
export interface Attempts {
  readonly all: number;
  readonly void: number;
}

/** An attempt that comes twice (agents repeat their reports) counts once. */
export function attemptsOf(slots: readonly SlotResult[], variant: string): Attempts {
  const attempts = new Map<string, SlotResult>();
  for (const slot of slots) {
    const isCounted = slot.phase === 'variants' && slot.variant === variant && slot.void?.reason !== OUR_OWN_DOING;
    if (isCounted) attempts.set(`${slot.block} ${slot.slot} ${slot.attempt}`, slot);
  }
  const all = [...attempts.values()];
  return { all: all.length, void: all.filter((slot) => slot.void !== undefined).length };
}

export function voidShare(attempts: Attempts): number {
  return attempts.all === 0 ? 0 : attempts.void / attempts.all;
}
