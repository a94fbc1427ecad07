/** A whole experiment as the controller answers it: tracing at 1, 10 and 100 % against none, eight blocks, one void slot. */
import { readFileSync } from 'fs';
import { join } from 'path';
import type { Experiment, ExperimentReport, ExperimentSummary } from '@meshprof/contracts';

// Outside src: whatever JSON lies there is packed into the plugin.
const GOLDEN = join(__dirname, '../../../tests/golden/experiments/experiment-of-article.json');
const recorded = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Experiment;

export const makeExperiment = (more: Partial<Experiment> = {}): Experiment => ({ ...recorded, ...more });

export function makeReport(more: Partial<ExperimentReport> = {}): ExperimentReport {
  if (!recorded.report) {
    throw new Error('The golden experiment has no report');
  }
  return { ...recorded.report, ...more };
}

export function makeExperimentSummary(more: Partial<ExperimentSummary> = {}): ExperimentSummary {
  const { spec: _spec, plan: _plan, slots: _slots, report: _report, seed: _seed, ...summary } = recorded;
  return { ...summary, ...more };
}
