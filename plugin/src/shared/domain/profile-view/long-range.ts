/** From here on a store may merge for long, and most graphs say no more than one of a day does. */
export const LONG_RANGE_MS = 7 * 24 * 3_600_000;

export const isLongRange = ({ fromUnixMs, toUnixMs }: { fromUnixMs: number; toUnixMs: number }): boolean =>
  toUnixMs - fromUnixMs >= LONG_RANGE_MS;
