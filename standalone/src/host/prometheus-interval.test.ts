import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatInterval, interpolateExpression, intervalOf, parseInterval } from './prometheus-interval.ts';

const HOUR_MS = 3_600_000;

describe('the step of a range query', () => {
  it('is what the points asked for allow, in whole seconds', () => {
    assert.equal(intervalOf({ rangeMs: HOUR_MS, maxDataPoints: 500, scrapeInterval: '5s' }).stepMs, 8_000);
    assert.equal(intervalOf({ rangeMs: HOUR_MS, maxDataPoints: 100, scrapeInterval: '5s' }).stepMs, 36_000);
  });

  it('is never below the scrape interval, unless the query says so', () => {
    assert.equal(intervalOf({ rangeMs: 60_000, maxDataPoints: 1_000, scrapeInterval: '5s' }).stepMs, 5_000);
    assert.equal(intervalOf({ rangeMs: 60_000, maxDataPoints: 1_000 }).stepMs, 15_000);
    assert.equal(
      intervalOf({ rangeMs: 60_000, maxDataPoints: 1_000, scrapeInterval: '5s', minStep: '1s' }).stepMs,
      1_000
    );
  });

  it('is never so small that Prometheus refuses the number of points', () => {
    const rangeMs = 30 * 24 * HOUR_MS;
    const { stepMs } = intervalOf({ rangeMs, maxDataPoints: 100_000, scrapeInterval: '5s' });
    assert.ok(rangeMs / stepMs <= 11_000);
  });
});

describe('the macros of Grafana', () => {
  const interval = { stepMs: 8_000, scrapeMs: 5_000 };

  it('are filled in as its back end does: a rate needs four scrapes', () => {
    const text = 'rate(a[$__rate_interval]) / ${__interval_ms} + delta(b[$__range]) > $__range_s';
    assert.equal(interpolateExpression(text, interval, HOUR_MS), 'rate(a[20s]) / 8000 + delta(b[3600s]) > 3600');
    assert.equal(interpolateExpression('[$__rate_interval]', { stepMs: 36_000, scrapeMs: 5_000 }, HOUR_MS), '[41s]');
  });

  it('leaves other variables for Prometheus to refuse', () => {
    assert.equal(interpolateExpression('up{job="$job"}', interval, HOUR_MS), 'up{job="$job"}');
  });
});

describe('intervals as text', () => {
  it('are read and written', () => {
    assert.deepEqual(['15s', '1m', '100ms', '2h', 'x', '0s', undefined].map(parseInterval), [
      15_000,
      60_000,
      100,
      7_200_000,
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual([15_000, 60_000, 90_000, 3_600_000, 250].map(formatInterval), [
      '15s',
      '1m',
      '1m30s',
      '1h',
      '250ms',
    ]);
  });
});
