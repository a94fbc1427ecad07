/**
 * p-values corrected for their number (S. Holm, Scandinavian Journal of Statistics 6, 1979, 65–70): the k-th smallest of m
 * is multiplied by m − k + 1, and none is below a smaller one's. Each that is then at most α is rejected, and the chance
 * to reject any true hypothesis is at most α, however the tests depend on each other (here: on the same baselines).
 */
export function holmCorrected(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const corrected = new Array<number>(pValues.length);
  let highest = 0;
  order.forEach((index, place) => {
    highest = Math.max(highest, Math.min(1, (pValues[index] as number) * (pValues.length - place)));
    corrected[index] = highest;
  });
  return corrected;
}
