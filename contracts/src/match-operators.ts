/** How a selector compares a label; as Prometheus does, regular expressions are anchored at both ends. */
export const MATCH_OPERATORS = ['=', '!=', '=~', '!~'] as const;
export type MatchOperator = (typeof MATCH_OPERATORS)[number];
