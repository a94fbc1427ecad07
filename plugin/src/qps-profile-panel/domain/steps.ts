/** The usual distance of neighbouring points; undefined for fewer than two. */
export function usualDistanceMs(timesUnixMs: readonly number[]): number | undefined {
  const distances = timesUnixMs
    .slice(1)
    .map((at, index) => at - timesUnixMs[index]!)
    .sort((a, b) => a - b);
  return distances.length === 0 ? undefined : distances[Math.floor((distances.length - 1) / 2)];
}

const GAP_IN_DISTANCES = 2.5;
/** A policy exports a profile a minute: less than this between two of them is no gap. */
const SHORTEST_GAP_MS = 150_000;

/** Longer than this between two points, and nobody profiled there: lines must not bridge it. */
export const gapMs = (usualMs: number): number => Math.max(SHORTEST_GAP_MS, GAP_IN_DISTANCES * usualMs);

/** Whether points stand mostly alone, as short tasks leave them; areas between them would be invented. */
export function isSparse(timesUnixMs: readonly number[], stepMs: number): boolean {
  if (timesUnixMs.length < 2) {
    return true;
  }
  const gaps = timesUnixMs.slice(1).filter((at, index) => at - timesUnixMs[index]! > gapMs(stepMs)).length;
  return timesUnixMs.length / (gaps + 1) < 3;
}
