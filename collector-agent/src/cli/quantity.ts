/** Numbers for people: three significant digits and a unit. */
export function formatSeconds(ns: number): string {
  const seconds = ns / 1e9;
  if (seconds >= 0.1) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  return seconds >= 1e-4 ? `${(seconds * 1e3).toFixed(2)} ms` : `${(seconds * 1e6).toFixed(1)} µs`;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `part` of `whole` in percent; a dash where there is no whole. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
