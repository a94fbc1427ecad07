/** Four standard deviations: an honest slot is refused once in 16,000. */
const DEVIATIONS = 4;

/**
 * Counts that are plausible for so many trials of this chance, both ends included; by the normal approximation, widened
 * by a few so that it holds for small counts too. `slack`: trials that may be counted before or after the others.
 */
export function binomialRange(trials: number, chance: number, slack: number): readonly [number, number] {
  const mean = trials * chance;
  const variance = mean * (1 - chance);
  const reach = DEVIATIONS * Math.sqrt(variance) + (variance > 0 ? DEVIATIONS : 0) + slack;
  return [Math.floor(mean - reach), Math.ceil(mean + reach)];
}
