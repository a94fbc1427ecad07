import assert from 'node:assert/strict';
import { it } from 'node:test';
import { proxyCounters } from '../measure/proxy-counters-test-support.ts';
import { ProxyLatency } from './proxy-latency.ts';

const http = (completed: number, recentP99Us?: number) =>
  proxyCounters({ http: { completed, ...(recentP99Us !== undefined && { recentP99Us }) } }).http;

it("is the proxy's, for the requests since the look before", () => {
  const latency = new ProxyLatency();
  assert.equal(latency.look(0, http(1_000, 5_000)), undefined);
  assert.deepEqual(latency.look(3_000, http(1_400, 5_000)), { requests: 400, p99Us: 5_000 });
});

it('is not known without requests, or where the proxy does not tell', () => {
  const latency = new ProxyLatency();
  latency.look(0, http(1_000));
  assert.equal(latency.look(3_000, http(2_000)), undefined);
  assert.equal(latency.look(6_000, http(2_000, 5_000)), undefined);
  assert.equal(latency.look(9_000, undefined), undefined);
  assert.equal(latency.baselineP99Us(), undefined);
});

it('of the baseline is the median of the last half minute', () => {
  const latency = new ProxyLatency();
  [90_000, 90_000, 4_000, 5_000, 60_000].forEach((p99Us, at) => latency.look(at * 10_000, http(at * 1_000, p99Us)));
  assert.equal(latency.baselineP99Us(), 5_000);
});
