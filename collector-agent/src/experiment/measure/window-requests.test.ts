import assert from 'node:assert/strict';
import { it } from 'node:test';
import { proxyCounters } from './proxy-counters-test-support.ts';
import { windowRequests } from './window-requests.ts';

const before = proxyCounters({ http: { completed: 1_000, failed: 10 } });
const after = proxyCounters({ http: { completed: 3_000, failed: 15 } });
const hidden = proxyCounters({ http: 'hidden' });

it("requests are the proxy's own; failures also those that it never saw", () => {
  assert.deepEqual(windowRequests(before, after), { requests: 2_000, failed: 5 });
  assert.deepEqual(windowRequests(before, after, { requests: 1_990, failed: 7 }), { requests: 2_000, failed: 7 });
});

it("requests are the generator's where the proxy hides its counters, and unknown where nobody counts", () => {
  assert.deepEqual(windowRequests(hidden, hidden, { requests: 5, failed: 1 }), { requests: 5, failed: 1 });
  assert.equal(windowRequests(hidden, hidden), undefined);
});
