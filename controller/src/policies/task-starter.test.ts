import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Task } from '@meshprof/contracts';
import { NO_EVENT_LOG } from '../events/event-log.ts';
import { openStorage } from '../storage/open-storage.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import { completeRule } from './complete-rule.ts';
import { Firings } from './firings.ts';
import { TaskStarter } from './task-starter.ts';

const RULE = completeRule({
  kind: 'trigger',
  selector: { process: 'x' },
  condition: { source: 'node', metric: 'process-cpu', threshold: 80 },
});

const CROSSING = {
  policyId: 'p',
  subject: 's',
  what: 'something',
  reading: { metric: 'process-cpu', op: '>', threshold: 80, measured: 90, unit: '%' },
  beganAtMs: 5,
  selector: { process: 'x' },
};

describe('a controller that dies between a firing and its task', () => {
  it('leaves a firing that the next one starts once', async () => {
    const storage = await openStorage((await freshDatabase()).url);
    const row = { id: 'p', name: 'p', enabled: 1, kind: 'trigger', rule_json: JSON.stringify(RULE), author: 'a' };
    const more = { created_at_ms: 1, updated_at_ms: 1, updated_by: 'a', targets_stale: 0 };
    await storage
      .insertInto('policies')
      .values({ ...row, ...more, evaluated_at_ms: null, problem: null, problem_since_ms: null })
      .execute();
    const keys: (string | undefined)[] = [];
    let isDead = true;
    const creator = {
      create: ({ idempotencyKey }: { idempotencyKey?: string }) => {
        keys.push(idempotencyKey);
        if (isDead) return Promise.reject(new Error('killed'));
        return Promise.resolve({ outcome: 'created' as const, task: { id: 't' } as Task });
      },
    };
    const starter = new TaskStarter({ storage, events: NO_EVENT_LOG, creator });
    const firings = new Firings({ storage, events: NO_EVENT_LOG, starter, now: () => 1_000 });
    await assert.rejects(firings.take(CROSSING), /killed/);

    isDead = false;
    await starter.resume(5_000);
    assert.equal(keys.length, 1, 'not while its own controller may still be at it');
    // Meanwhile it counts as a task: nothing else starts in its place.
    assert.equal((await firings.take(CROSSING))?.outcome, 'cooling-down');
    await starter.resume(60_000);
    await starter.resume(60_000);
    const stored = await storage.selectFrom('policy_firings').selectAll().where('outcome', '=', 'started').execute();
    assert.deepEqual(
      stored.map(({ id, task_id }) => [id, task_id]),
      [[keys[0], 't']]
    );
    assert.deepEqual(keys, [keys[0], keys[0]], 'one key, so one task');
    await storage.destroy();
  });
});
