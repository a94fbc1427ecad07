import type { ThresholdOperator } from './policy-metrics.ts';

/** One look at a value. */
export interface Look {
  readonly atMs: number;
  readonly value: number;
}

export interface ThresholdCondition {
  readonly op: ThresholdOperator;
  readonly threshold: number;
  readonly periodMs: number;
  readonly count: number;
}

/** A time in which every look met the condition. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
  /** The value farthest beyond the threshold. */
  readonly extreme: number;
}

export function isBeyond(value: number, { op, threshold }: Pick<ThresholdCondition, 'op' | 'threshold'>): boolean {
  // Comparisons with NaN are false: what could not be measured is not beyond.
  return op === '>' ? value > threshold : value < threshold;
}

/**
 * When a trigger's condition holds: at a look that is beyond the threshold, with at least `count` such looks in the
 * period that ends with it. One rule for both ends: the controller applies it to what Prometheus answers, the agent to
 * what it measures, and previews to the past of either. `looks` in order of time.
 */
export function stretchesBeyond(looks: readonly Look[], condition: ThresholdCondition): Stretch[] {
  const stretches: Stretch[] = [];
  const beyondAtMs: number[] = [];
  let open: Stretch | undefined;
  for (const { atMs, value } of looks) {
    const beyond = isBeyond(value, condition);
    if (beyond) beyondAtMs.push(atMs);
    while (beyondAtMs.length > 0 && (beyondAtMs[0] ?? 0) <= atMs - condition.periodMs) beyondAtMs.shift();
    if (!beyond || beyondAtMs.length < condition.count) {
      open = undefined;
      continue;
    }
    if (open === undefined) stretches.push((open = { fromMs: atMs, untilMs: atMs, extreme: value }));
    else {
      open = { ...open, untilMs: atMs, extreme: farther(open.extreme, value, condition.op) };
      stretches[stretches.length - 1] = open;
    }
  }
  return stretches;
}

/** Of two values the one that is farther beyond a threshold, or nearer to it. */
export function farther(a: number, b: number, op: ThresholdOperator): number {
  return op === '>' ? Math.max(a, b) : Math.min(a, b);
}
