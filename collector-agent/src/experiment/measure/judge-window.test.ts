import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VoidReason } from '@meshprof/contracts';
import { judgeWindow, type WindowFacts } from './judge-window.ts';
import { proxyCounters } from './proxy-counters-test-support.ts';

const GOOD: WindowFacts = {
  window: {
    startUnixMs: 0,
    durationMs: 10_000,
    cpuNs: 5e9,
    switches: 1_000,
    stealShare: 0.01,
    throttledNs: 0,
    before: proxyCounters(),
    after: proxyCounters(),
  },
  treatment: [{ knob: 'tracing.sampling', expected: '1 %', observed: '1.02 %', proven: true }],
  steady: true,
  generator: 'h2load',
  sample: { requests: 9_900, failed: 0, requestsPerSecond: 990, generatorCpuShare: 0.7 },
  requestsPerSecond: 1_000,
  requests: 9_900,
};
const withWindow = (changes: Partial<WindowFacts['window']>): WindowFacts => ({
  ...GOOD,
  window: { ...GOOD.window, ...changes },
});

const FAULTS: Partial<Record<VoidReason, readonly [WindowFacts, RegExp]>> = {
  'treatment-not-proven': [
    {
      ...GOOD,
      treatment: [...GOOD.treatment, { knob: 'accesslog.enabled', expected: '0', observed: '1', proven: false }],
    },
    /^accesslog\.enabled: expected 0, saw 1\.$/,
  ],
  'sink-failing': [
    withWindow({ after: proxyCounters({ tracing: { reportsFailed: 3 } }) }),
    /3 reports of spans failed/,
  ],
  throttled: [withWindow({ throttledNs: 8e6 }), /held the proxy for 8 ms/],
  steal: [withWindow({ stealShare: 0.0101 }), /1\.0 %/],
  'connections-changed': [
    withWindow({ after: proxyCounters({ http: { connectionsActive: 7 } }) }),
    /^8 connections became 7, 0 were opened\.$/,
  ],
  'generator-busy': [{ ...GOOD, sample: { ...GOOD.sample!, generatorCpuShare: 0.71 } }, /^h2load used 71\.0 %/],
  'load-below-rate': [{ ...GOOD, requests: 9_899 }, /^989\.9 requests\/s came, 1000 were asked for\.$/],
  'not-steady': [{ ...GOOD, steady: false }, /still changing/],
};

describe('a window', () => {
  it('counts at the very limits', () => assert.equal(judgeWindow(GOOD), undefined));

  for (const [reason, [facts, detail]] of Object.entries(FAULTS)) {
    it(`is void: ${reason}`, () => {
      const verdict = judgeWindow(facts);
      assert.equal(verdict?.reason, reason);
      assert.match(verdict.detail, detail);
    });
  }

  it('names the reason that most surely falsifies, of several', () => {
    const all = { ...FAULTS['treatment-not-proven']![0], steady: false, requests: 1 };
    assert.equal(judgeWindow(all)?.reason, 'treatment-not-proven');
  });

  it('is void where as many connections are there, but many were opened anew', () => {
    const opened = (count: number) => withWindow({ after: proxyCounters({ http: { connections: 8 + count } }) });
    assert.equal(judgeWindow(opened(9)), undefined);
    assert.equal(judgeWindow(opened(10))?.detail, '8 connections became 8, 10 were opened.');
  });

  it('under external load may have connections come and go, a few', () => {
    const external = (connectionsActive: number): WindowFacts => ({
      ...withWindow({
        before: proxyCounters({ http: { connectionsActive: 100, connections: 500 } }),
        after: proxyCounters({ http: { connectionsActive, connections: 900 } }),
      }),
      generator: 'external',
      sample: undefined,
      requestsPerSecond: undefined,
    });
    assert.equal(judgeWindow(external(110)), undefined);
    assert.equal(judgeWindow(external(111))?.reason, 'connections-changed');
  });

  it('counts where the proxy hides its HTTP counters, or the quota cannot be read', () => {
    const hidden = proxyCounters({ http: 'hidden' });
    const { throttledNs: _unknown, ...window } = GOOD.window;
    assert.equal(judgeWindow({ ...GOOD, window: { ...window, before: hidden, after: hidden } }), undefined);
  });
});
