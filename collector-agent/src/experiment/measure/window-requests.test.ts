import assert from 'node:assert/strict';
import { it } from 'node:test';
import { proxyCounters } from './proxy-counters-test-support.ts';
import { windowRequests } from './window-requests.ts';

const before = proxyCounters({ http: { completed: 1_000, failed: 10 } });
const after = proxyCounters({ http: { completed: 3_000, failed: 15 } });
const hidden = (readUnixMs: number) => proxyCounters({ http: 'hidden', readUnixMs });

it("requests are the proxy's own; failures also those that it never saw", () => {
  assert.deepEqual(windowRequests(before, after), { requests: 2_000, failed: 5 });
  const sample = { requests: 1_000, failed: 4, requestsPerSecond: 1 };
  assert.deepEqual(windowRequests(before, after, sample), { requests: 2_000, failed: 8 });
  assert.equal(windowRequests(before, after, { ...sample, failed: 1 })?.failed, 5);
});

it("requests are the generator's, by its rate, where the proxy hides its counters; unknown where nobody counts", () => {
  // A run of a minute, of which the window is ten seconds.
  const sample = { requests: 60_000, failed: 600, requestsPerSecond: 1_000 };
  assert.deepEqual(windowRequests(hidden(5_000), hidden(15_000), sample), { requests: 10_000, failed: 100 });
  assert.equal(windowRequests(hidden(0), hidden(1)), undefined);
});
