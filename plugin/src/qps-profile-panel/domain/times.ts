/** Row of the first time after `unixMs`. Times are ascending, as those of Grafana's time series are. */
export function firstAfter(times: ArrayLike<number>, unixMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! > unixMs) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** Row of the time nearest to `unixMs`, if it is within `toleranceMs`; -1 otherwise. */
export function rowNear(times: ArrayLike<number>, unixMs: number, toleranceMs: number): number {
  const after = firstAfter(times, unixMs);
  const nearest = [after - 1, after]
    .filter((row) => row >= 0 && row < times.length)
    .sort((a, b) => Math.abs(times[a]! - unixMs) - Math.abs(times[b]! - unixMs))[0];
  return nearest !== undefined && Math.abs(times[nearest]! - unixMs) <= toleranceMs ? nearest : -1;
}
