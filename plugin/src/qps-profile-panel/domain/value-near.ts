/** Row of the time nearest to `unixMs`, if it is within `toleranceMs`; -1 otherwise. Times are ascending. */
export function rowNear(times: ArrayLike<number>, unixMs: number, toleranceMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < unixMs) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const nearest = [low - 1, low]
    .filter((row) => row >= 0 && row < times.length)
    .sort((a, b) => Math.abs(times[a]! - unixMs) - Math.abs(times[b]! - unixMs))[0];
  return nearest !== undefined && Math.abs(times[nearest]! - unixMs) <= toleranceMs ? nearest : -1;
}
