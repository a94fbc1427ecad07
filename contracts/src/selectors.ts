import { type Static, Type } from 'typebox';
import { SELECTOR_LABELS } from './labels.ts';
import { MATCH_OPERATORS } from './match-operators.ts';
import { stringEnum } from './string-enum.ts';

/**
 * One condition on a label: a plain value means equality; an object names the operator.
 * Regular expressions are anchored at both ends, as Prometheus' are.
 */
export const MatcherSchema = Type.Union(
  [
    Type.String({ maxLength: 2048 }),
    Type.Integer(),
    Type.Object(
      { op: stringEnum(MATCH_OPERATORS), value: Type.String({ maxLength: 2048 }) },
      { additionalProperties: false }
    ),
  ],
  { title: 'Matcher' }
);
export type Matcher = Static<typeof MatcherSchema>;

/** All conditions must hold. Keys are label names of `labels.ts`; at least one. */
export const SelectorSchema = Type.Unsafe<Partial<Record<(typeof SELECTOR_LABELS)[number], Matcher>>>({
  type: 'object',
  title: 'Selector',
  minProperties: 1,
  additionalProperties: false,
  properties: Object.fromEntries(SELECTOR_LABELS.map((label) => [label, MatcherSchema])),
});
export type Selector = Static<typeof SelectorSchema>;
