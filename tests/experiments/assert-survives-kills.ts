import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExperimentRig } from './harness/experiment-rig.ts';
import type { Kill } from './kill-moments.ts';
import { surviveKill } from './survive-kill.ts';

const TRUE_ENDS: readonly string[] = ['done', 'inconclusive', 'aborted', 'not begun'];

/** A test for each kill: Envoy is as before within the dead-man time, and the run has a true end. */
export function assertSurvivesKills(kills: readonly Kill[]): void {
  for (const kill of kills) {
    test(`of ${kill.victim} after ${kill.afterMs} ms`, { timeout: 600_000 }, async (t) => {
      const rig = await ExperimentRig.open({ generator: 'h2load' });
      try {
        const { killedIn, restoredAfterMs, end, proxy } = await surviveKill(rig, kill);
        t.diagnostic(`killed in ${killedIn}; as before after ${restoredAfterMs} ms; ${end}`);
        assert.deepEqual(proxy, rig.before);
        assert.ok(TRUE_ENDS.includes(end), end);
        const { deadManMs } = rig.spec().guards!;
        assert.ok(restoredAfterMs <= deadManMs! + RESTORE_MS, `${restoredAfterMs} ms`);
      } finally {
        await rig.close();
      }
    });
  }
}

/** To start, to look at the journal, and to restore, on a machine that does much else. */
const RESTORE_MS = 5_000;
