import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { recentP99Us } from './recent-latency.ts';

const recorded: unknown = JSON.parse(
  readFileSync(new URL('../../../../tests/golden/experiments/envoy-1.40-histograms.json', import.meta.url), 'utf8')
);

it("the 99th percentile of the last interval is read as Envoy 1.40 shows it, the admin's own left out", () => {
  assert.equal(recentP99Us(recorded, /^http\.demo\.downstream_rq_time$/), 50_666.666666666664);
  assert.equal(recentP99Us(recorded, /^http\.admin\.downstream_rq_time$/), undefined);
});

it('nothing is read of what is no answer of Envoy', () => {
  for (const answer of [
    null,
    1,
    {},
    { stats: [null, { histograms: [] }, { histograms: { computed_quantiles: [{}] } }] },
  ]) {
    assert.equal(recentP99Us(answer, /./), undefined);
  }
});
