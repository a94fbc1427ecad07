import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameOfSeries, selectorOfSeries, subjectOfSeries } from './series-selector.ts';

const SERIES = { labels: { __name__: 'errors', pod_name: 'web-1', ns: 'shop', quoted: 'a"b' } };

describe('the selector of a series', () => {
  it('takes labels by the names they have there, beside the fixed part', () => {
    const selector = selectorOfSeries(
      SERIES,
      { role: 'envoy-sidecar' },
      { selectorFrom: { pod: 'pod_name', namespace: 'ns' } }
    );
    assert.deepEqual(selector, { role: 'envoy-sidecar', pod: 'web-1', namespace: 'shop' });
  });

  it('says which label is missing, and which there are', () => {
    const selector = selectorOfSeries(SERIES, undefined, { selectorFrom: { node: 'instance' } });
    assert.match(
      'refusal' in selector ? selector.refusal : '',
      /no label instance, .* makes node of\. It has __name__, pod_name/
    );
  });

  it('is the whole selector without selectorFrom', () => {
    assert.deepEqual(selectorOfSeries(SERIES, { process: 'envoy' }, {}), { process: 'envoy' });
  });
});

describe('the name of a series', () => {
  it('is written as Prometheus writes it', () => {
    assert.equal(nameOfSeries(SERIES), 'errors{pod_name="web-1", ns="shop", quoted="a\\"b"}');
  });

  it('is the same subject in any order of labels', () => {
    assert.equal(subjectOfSeries({ labels: { a: '1', b: '2' } }), subjectOfSeries({ labels: { b: '2', a: '1' } }));
    assert.notEqual(subjectOfSeries({ labels: { a: '1' } }), subjectOfSeries({ labels: { a: '2' } }));
  });
});
