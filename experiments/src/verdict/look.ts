import { SIGNIFICANCE_LEVEL } from '../statistics/blocks-needed.ts';

/**
 * Blocks after which a run may end before its plan, if more are planned. Nowhere else: who looks after every block and
 * stops when the result pleases finds one in noise.
 */
export const LOOKS_AFTER_BLOCKS = [8, 12, 16] as const;

/** Within so many percentage points to either side, a change is known precisely. */
export const PRECISE_HALF_WIDTH_POINTS = 1.5;

/** The part of the 5 % that each early look may spend on ending because an effect is plain (Bonferroni's inequality). */
const LEVEL_OF_A_LOOK = 0.01;

/** Those of a plan at which it may end early. */
export function earlyLooks(plannedBlocks: number): number[] {
  return LOOKS_AFTER_BLOCKS.filter((blocks) => blocks < plannedBlocks);
}

/** What is left of the 5 % for the verdict, wherever the run ends. */
export function levelAtEnd(plannedBlocks: number): number {
  return SIGNIFICANCE_LEVEL - LEVEL_OF_A_LOOK * earlyLooks(plannedBlocks).length;
}

/** Makes p-values comparable with 5 % in spite of the looks. */
export function correctedForLooks(pValue: number, plannedBlocks: number): number {
  return Math.min(1, (pValue * SIGNIFICANCE_LEVEL) / levelAtEnd(plannedBlocks));
}

export interface Standing {
  readonly changeLowPercent: number;
  readonly changeHighPercent: number;
  /**
   * Half the width of the interval at the level of the strictest test of the verdict, which is wider than at 95 %;
   * undefined where there are too few blocks for that level.
   */
  readonly halfWidthPoints: number | undefined;
  /** Corrected by Holm, not for looks. */
  readonly holmPValue: number;
}

/**
 * Whether more blocks would tell nothing new of a variant: it is known precisely, whatever it is, or its interval lies
 * wholly beyond the minimum effect and the test says so at the stricter level of a look. Only the latter depends on the
 * effect and so spends error; the width hardly does. It is taken at the test's own level, or runs whose noise looks small
 * by chance would end before they can find what the plan says they find.
 */
export function isSettled(standing: Standing, minEffectPercent: number): boolean {
  const { changeLowPercent, changeHighPercent, halfWidthPoints = Infinity, holmPValue } = standing;
  const isBeyond = changeLowPercent > minEffectPercent || changeHighPercent < -minEffectPercent;
  return halfWidthPoints <= PRECISE_HALF_WIDTH_POINTS || (isBeyond && holmPValue <= LEVEL_OF_A_LOOK);
}
