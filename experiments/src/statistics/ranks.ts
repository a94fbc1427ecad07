/** Ranks from 1 on; equal values share the mean of their ranks. */
export function ranksOf(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => valueAt(values, a) - valueAt(values, b));
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start;
    const value = valueAt(values, valueAt(order, start));
    while (end + 1 < order.length && valueAt(values, valueAt(order, end + 1)) === value) end++;
    for (let place = start; place <= end; place++) ranks[valueAt(order, place)] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return ranks;
}

function valueAt(values: readonly number[], index: number): number {
  return values[index] as number;
}
