/** A quantity at the beginning, when everything is warm, and at the end. */
export interface Growth {
  readonly before: number;
  readonly after: number;
}

/** What may have been added at the end: whichever of the two is more. */
export interface GrowthLimit {
  readonly share: number;
  readonly amount: number;
}

/** Medians of the second and the last quarter: the first is warming up, and memory goes up and down all the time. */
export function growthOf(values: readonly number[]): Growth {
  if (values.length < 8) throw new Error(`${values.length} looks are too few to tell growth`);
  const quarter = Math.floor(values.length / 4);
  return { before: median(values.slice(quarter, 2 * quarter)), after: median(values.slice(-quarter)) };
}

export function isWithin({ before, after }: Growth, { share, amount }: GrowthLimit): boolean {
  return after - before <= Math.max(before * share, amount);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
