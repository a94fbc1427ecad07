import type { ExperimentReport, SlotResult } from '@meshprof/contracts';

/** The three experiments that the page is made of. */
export const ARTICLE_RUNS = ['a-a', 'fixed-rate', 'saturation'] as const;
export type ArticleRunName = (typeof ARTICLE_RUNS)[number];

/** What is kept of one, beside the page. */
export interface ArticleRun {
  readonly name: ArticleRunName;
  readonly report: ExperimentReport;
  /** Void ones too. */
  readonly slots: readonly SlotResult[];
  readonly conditions: ArticleConditions;
}

export interface ArticleConditions {
  readonly commit: string;
  readonly envoyVersion: string;
  /** When, where, load before, steal, duration: one line. */
  readonly machine: string;
}

/** What counts: of a slot that was run again the one that was not void. */
export const countingSlots = ({ slots }: Pick<ArticleRun, 'slots'>, variant: string): readonly SlotResult[] =>
  slots.filter((slot) => slot.phase === 'variants' && slot.variant === variant && slot.void === undefined);
