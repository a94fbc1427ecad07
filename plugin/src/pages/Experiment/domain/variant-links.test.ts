import { makeReport } from '../../../testing/experiment-fixtures';
import { throughputOfReport, variantLinks } from './variant-links';

const report = makeReport();
const paramsOf = (url = '') => new URLSearchParams(url.split('?')[1]);

it('lead to the profiles of a variant, and to how they differ from the baseline’s', () => {
  const [baseline, variant] = report.variants as [(typeof report.variants)[0], (typeof report.variants)[0]];
  expect(paramsOf(variantLinks(report, variant).flameGraph).get('selector')).toBe(
    '{experiment_id="exp-1", variant="tracing-100"}'
  );
  const difference = paramsOf(variantLinks(report, variant).difference);
  expect(difference.get('leftSelector')).toBe('{experiment_id="exp-1", variant="off"}');
  expect(difference.get('rightSelector')).toBe('{experiment_id="exp-1", variant="tracing-100"}');
  expect(variantLinks(report, baseline).difference).toBeUndefined();
  expect(variantLinks(report, { ...variant, profiles: [] })).toEqual({});
});

it('lead to the time of the run with the slots drawn', () => {
  const params = paramsOf(throughputOfReport(report));
  expect(params.get('experiment')).toBe('exp-1');
  expect(Number(params.get('from'))).toBeLessThanOrEqual(report.startUnixMs);
  expect(Number(params.get('to'))).toBeGreaterThanOrEqual(report.endUnixMs);
});
