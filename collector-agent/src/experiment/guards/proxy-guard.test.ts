import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fail, succeed } from '../drivers/outcome.ts';
import { proxyCounters } from '../measure/proxy-counters-test-support.ts';
import { ProxyGuard } from './proxy-guard.ts';

const silence = fail('proxy-silent', 'no answer.');
const answer = succeed(proxyCounters());

it('a proxy may miss looks now and then, not all for eight seconds', () => {
  const guard = new ProxyGuard(process.pid);
  const startMs = performance.now();
  const look = (read: typeof silence | typeof answer, s: number) =>
    guard.judgeCounters(read, startMs + s * 1_000)?.reason;
  assert.equal(look(answer, 0), undefined);
  // One look that took very long is one look.
  assert.equal(look(silence, 30), undefined);
  assert.equal(look(answer, 33), undefined);
  assert.deepEqual([look(silence, 36), look(silence, 39)], [undefined, undefined]);
  assert.equal(look(answer, 40), undefined);
  assert.deepEqual([look(silence, 43), look(silence, 46), look(silence, 49)], [undefined, undefined, 'proxy-silent']);
});

it('its start may be told a second off, not more', () => {
  const guard = new ProxyGuard(process.pid);
  const startedAt = (startUnixMs: number) =>
    guard.judgeCounters(succeed(proxyCounters({ server: { startUnixMs } })), 0);
  assert.deepEqual([startedAt(1_000_000), startedAt(1_001_000), startedAt(999_000)], [undefined, undefined, undefined]);
  assert.equal(startedAt(1_003_000)?.reason, 'proxy-restarted');
});

it('a process that was not there when the watch began is told of', () => {
  assert.equal(new ProxyGuard(4_194_304).judgeProcess()?.reason, 'proxy-restarted');
});
