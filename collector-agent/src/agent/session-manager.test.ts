import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import type { Assignment, StatusReport } from '@meshprof/contracts';
import { type SessionEnd, SessionManager } from './session-manager.ts';

function assignment(taskId: string): Assignment {
  return {
    taskId,
    targetId: 'a:1:2',
    pid: 1,
    startTimeTicks: '2',
    events: ['on-cpu'],
    frequencyHz: 99,
    durationMs: 1_000,
  };
}

/** A manager whose sessions run until the test ends them or the manager aborts them. */
function manage(options: { maxSessions?: number; endedBefore?: string[] } = {}) {
  const started: string[] = [];
  const reports: StatusReport[] = [];
  const ends: SessionEnd[] = [];
  const finish = new Map<string, () => void>();
  const manager = new SessionManager({
    maxSessions: options.maxSessions ?? 4,
    endedBefore: options.endedBefore ?? [],
    report: (report) => reports.push(report),
    onEnd: (_assignment, end) => ends.push(end),
    run: ({ taskId }, signal) => {
      started.push(taskId);
      return new Promise((resolve) => {
        finish.set(taskId, () => resolve({ state: 'completed' }));
        signal.addEventListener('abort', () => resolve({ state: 'cancelled', detail: String(signal.reason) }));
      });
    },
  });
  return { manager, started, reports, ends, finish };
}

test('an assignment is started once, however often it is listed', async () => {
  const { manager, started, finish } = manage();
  manager.reconcile([assignment('t1')]);
  manager.reconcile([assignment('t1'), assignment('t2')]);
  assert.deepEqual(started, ['t1', 't2']);
  finish.get('t1')?.();
  await turn();
  // The controller has not seen the final report yet and lists it still.
  manager.reconcile([assignment('t1'), assignment('t2')]);
  assert.deepEqual(started, ['t1', 't2']);
  assert.equal(manager.active, 1);
});

test('an assignment that disappears is stopped', async () => {
  const { manager, ends } = manage();
  manager.reconcile([assignment('t1'), assignment('t2')]);
  manager.reconcile([assignment('t2')]);
  await turn();
  assert.deepEqual(ends, [{ state: 'cancelled', detail: 'cancelled' }]);
  assert.equal(manager.active, 1);
});

test('a session that ended before a restart is not held again, until its assignment is gone', () => {
  const { manager, started } = manage({ endedBefore: ['t1/a:1:2'] });
  manager.reconcile([assignment('t1'), assignment('t2')]);
  assert.deepEqual(started, ['t2']);
  manager.reconcile([assignment('t2')]);
  manager.reconcile([assignment('t1'), assignment('t2')]);
  assert.deepEqual(started, ['t2', 't1']);
});

test('beyond the limit an assignment fails at once, and says why', () => {
  const { manager, started, reports } = manage({ maxSessions: 1 });
  manager.reconcile([assignment('t1'), assignment('t2')]);
  manager.reconcile([assignment('t1'), assignment('t2')]);
  assert.deepEqual(started, ['t1']);
  assert.deepEqual(
    reports.map(({ taskId, state, reasonCode }) => [taskId, state, reasonCode]),
    [['t2', 'failed', 'agent-busy']]
  );
});

test('closing stops every session, waits for it and starts no other', async () => {
  const { manager, started, ends } = manage();
  manager.reconcile([assignment('t1'), assignment('t2')]);
  await manager.close();
  assert.deepEqual(
    ends.map(({ detail }) => detail),
    ['shutdown', 'shutdown']
  );
  manager.reconcile([assignment('t3')]);
  assert.deepEqual(started, ['t1', 't2']);
});
