import { makeExperimentSummary } from '../../../testing/experiment-fixtures';
import { variantSides } from './variant-sides';

it('puts the baseline of an experiment against each variant', () => {
  const sides = variantSides(makeExperimentSummary());
  expect(sides.map(({ variant }) => variant)).toEqual(['tracing-100', 'tracing-1', 'log-full', 'log-short']);
  expect(sides[0]?.left.labelSelector).toBe('{experiment_id="exp-1", variant="off"}');
  expect(sides[0]?.right.labelSelector).toBe('{experiment_id="exp-1", variant="tracing-100"}');
});

it('has none of an experiment that has not begun', () => {
  expect(variantSides(makeExperimentSummary({ startUnixMs: undefined }))).toEqual([]);
});
