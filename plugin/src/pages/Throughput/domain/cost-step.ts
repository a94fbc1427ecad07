const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Policies export a profile a minute: in shorter steps each pod would have its own points. */
const LONG_RANGE_MS = 5 * MINUTE_MS;
const MAX_POINTS = 240;
const NICE_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440].map((minutes) => minutes * MINUTE_MS);

/** How the page cuts time into points, unless it is told. */
export function costStepMs(rangeMs: number): number {
  if (rangeMs <= LONG_RANGE_MS) {
    return 15 * SECOND_MS;
  }
  return NICE_STEPS_MS.find((stepMs) => rangeMs / stepMs <= MAX_POINTS) ?? Math.ceil(rangeMs / MAX_POINTS);
}
