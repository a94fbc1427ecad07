const MAX_STEPS = 5;

/** Round numbers from the first at or above `min` to the last at or below `max`: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(min: number, max: number, maxSteps: number = MAX_STEPS): number[] {
  const rough = (max - min) / maxSteps;
  if (!(rough > 0) || !Number.isFinite(rough)) {
    return [min];
  }
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step));
}

/** 0.30000000000000004 → 0.3, and no −0. */
const tidy = (value: number) => Number(value.toPrecision(12)) + 0;
