const UNIT_MS = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Unix milliseconds from `now`, `now-30m`, or a Unix time in seconds, milliseconds or nanoseconds. Null otherwise. */
export function parseTime(text: string, nowMs: number): number | null {
  if (text === 'now') return nowMs;
  const relative = /^now-(\d{1,9})([smhd])$/.exec(text);
  if (relative !== null) return nowMs - Number(relative[1]) * UNIT_MS.get(relative[2]!)!;
  if (!/^\d{1,19}$/.test(text)) return null;
  const value = Number(text);
  if (value < 1e11) return value * 1000;
  return value < 1e14 ? value : Math.floor(value / 1e6);
}
