import type { DataFrame } from '@grafana/data';
import { type CostShares, costSharesOf, type LargestCategories, largestCategories } from './cost-shares';
import { type PairedPoint, pairPoints, stretchLengthMs } from './pair-points';
import type { PanelOptions } from './panel-options';
import { type FrameProblem, sortFrames, type TimedSeries } from './sort-frames';

/** What the frames hold, ready to be drawn. */
export interface QpsProfile {
  throughput: TimedSeries[];
  costs: CostShares;
  shown: LargestCategories;
  /** Between the points that the shares' data source could give. */
  stepMs: number;
  /** How long a point of the shares stands for. */
  stretchMs: number;
  points: PairedPoint[];
  problems: FrameProblem[];
}

/** Grafana's Pyroscope data source knows no smaller step. */
const MIN_COST_STEP_MS = 15_000;

export function qpsProfileOf(
  frames: DataFrame[],
  { maxCategories }: Pick<PanelOptions, 'maxCategories'>,
  intervalMs: number
): QpsProfile {
  const { throughput, costs: costSeries, problems } = sortFrames(frames);
  const costs = costSharesOf(costSeries);
  const stepMs = Math.max(intervalMs, MIN_COST_STEP_MS);
  return {
    throughput,
    costs,
    shown: largestCategories(costs, maxCategories),
    stepMs,
    stretchMs: stretchLengthMs(costs.timesUnixMs, stepMs),
    points: pairPoints(costs, throughput, stepMs),
    problems,
  };
}

/** The category of the scatter: the one asked for if it is there, else the largest. */
export const categoryOf = ({ costs: { categories } }: QpsProfile, id: string) =>
  categories.find((category) => category.id === id) ?? categories[0];
