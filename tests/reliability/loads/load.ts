/** Something hard on an agent, through the whole way from task to arrived profile. */
export interface Load {
  readonly what: string;
  readonly run: () => Promise<LoadOutcome>;
}

export interface LoadOutcome {
  /** What came of it, with numbers, for docs/reliability.md. */
  readonly got: string;
  /** What was not as it must be, a sentence each. */
  readonly problems: readonly string[];
}

export const count = (value: number): string => value.toLocaleString('en-US');
