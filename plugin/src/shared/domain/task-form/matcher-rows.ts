import { type Matcher, SELECTOR_LABELS, type Selector } from '@meshprof/contracts';
import type { MatcherRow } from './task-form';

/** The selector of the rows that are filled in; undefined if none is. The last row wins where a label stands twice. */
export function selectorOfRows(rows: readonly MatcherRow[]): Selector | undefined {
  const entries = rows.filter(isFilledIn).map((row) => [row.label, matcherOf(row)] as const);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

export function rowsOfSelector(selector: Selector): MatcherRow[] {
  return SELECTOR_LABELS.flatMap((label) => {
    const matcher = selector[label];
    if (matcher === undefined) {
      return [];
    }
    const { op, value } = typeof matcher === 'object' ? matcher : { op: '=' as const, value: String(matcher) };
    return [{ label, op, value }];
  });
}

/** "Not equal to nothing" is a condition (the label is there); "equal to nothing" is a row that waits for its value. */
const isFilledIn = ({ op, value }: MatcherRow): boolean => value !== '' || op === '!=';

function matcherOf({ label, op, value }: MatcherRow): Matcher {
  if (op !== '=') {
    return { op, value };
  }
  return label === 'process_pid' && /^\d{1,7}$/.test(value) ? Number(value) : value;
}
