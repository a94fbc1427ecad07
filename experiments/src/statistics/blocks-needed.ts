/** Rate at which an experiment without any effect may name one, over all of its variants and looks. */
export const SIGNIFICANCE_LEVEL = 0.05;

/** Smallest two-sided p-value of a sign-flip test: all blocks point the same way, or all the other. */
export function smallestPValue(blocks: number): number {
  return Math.min(1, 2 ** (1 - blocks));
}

/** Fewest blocks with which the smallest p-value, corrected by Holm for `comparisons` variants, can be under 5 %. */
export function blocksNeeded(comparisons: number): number {
  let blocks = 1;
  while (smallestPValue(blocks) * Math.max(1, comparisons) > SIGNIFICANCE_LEVEL) blocks++;
  return blocks;
}
