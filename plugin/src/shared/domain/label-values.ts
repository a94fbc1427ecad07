import type { ListedTarget, SelectorLabel } from '@meshprof/contracts';
import type { MatcherRow } from './task-form/task-form';

export interface LabelValue {
  value: string;
  /** Processes that have it. */
  count: number;
}

/** What a process has under a label of selectors; '' where it has none. */
export function labelOfTarget(target: ListedTarget, label: SelectorLabel): string {
  switch (label) {
    case 'service.name':
      return target.service;
    case 'process_pid':
      return String(target.pid);
    default:
      return target[label] ?? '';
  }
}

/**
 * Values to suggest for a label, the most frequent first: those of processes that satisfy the other conditions, as far as
 * these are equalities. Patterns are left to the plan, which asks the controller.
 */
export function labelValues(
  targets: readonly ListedTarget[],
  label: SelectorLabel,
  others: readonly MatcherRow[]
): LabelValue[] {
  const equalities = others.filter((row) => row.op === '=' && row.value !== '' && row.label !== label);
  const counts = new Map<string, number>();
  for (const target of targets) {
    const value = labelOfTarget(target, label);
    if (value !== '' && equalities.every((row) => labelOfTarget(target, row.label) === row.value)) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}
