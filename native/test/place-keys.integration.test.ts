import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { RecordedSession } from './recorded-session.ts';

before(buildWorkloads);

describe('places of waits, looked at again', () => {
  test('mean the stack that their waits were credited to', async () => {
    const workload = await startWorkload('pipe-pingpong', '--round-trips', '50021');
    const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'] });
    await recorded.during(workload.run());
    const { totals } = recorded.finish();
    await workload.end();
    // About one in 1,024 waits; each thread blocks at most once in a round trip.
    assert.ok(totals.offCpuKeyChecks > 20n, `${totals.offCpuKeyChecks} checked`);
    assert.equal(totals.offCpuKeyMismatches, 0n);
  });
});
