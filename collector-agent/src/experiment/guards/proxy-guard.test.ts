import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fail, succeed } from '../drivers/outcome.ts';
import { proxyCounters } from '../measure/proxy-counters-test-support.ts';
import { ProxyGuard } from './proxy-guard.ts';

const silence = fail('proxy-silent', 'no answer.');
const answer = succeed(proxyCounters());

it('a proxy may miss looks now and then, not three in a row', () => {
  const guard = new ProxyGuard(process.pid);
  for (const read of [silence, silence, answer, silence, silence, answer])
    assert.equal(guard.judgeCounters(read), undefined);
  const breaches = [silence, silence, silence].map((read) => guard.judgeCounters(read)?.reason);
  assert.deepEqual(breaches, [undefined, undefined, 'proxy-silent']);
});

it('its start may be told a second off, not more', () => {
  const guard = new ProxyGuard(process.pid);
  const startedAt = (startUnixMs: number) => guard.judgeCounters(succeed(proxyCounters({ server: { startUnixMs } })));
  assert.deepEqual([startedAt(1_000_000), startedAt(1_001_000), startedAt(999_000)], [undefined, undefined, undefined]);
  assert.equal(startedAt(1_003_000)?.reason, 'proxy-restarted');
});

it('a process that was not there when the watch began is told of', () => {
  assert.equal(new ProxyGuard(4_194_304).judgeProcess()?.reason, 'proxy-restarted');
});
