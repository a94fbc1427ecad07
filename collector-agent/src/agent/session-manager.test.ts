import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import type { Assignment, StatusReport } from '@meshprof/contracts';
import { type SessionEnd, SessionManager, type SessionManagerOptions } from './session-manager.ts';

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
function manage(options: Partial<Pick<SessionManagerOptions, 'maxSessions' | 'endedBefore' | 'admit'>> = {}) {
  const started: string[] = [];
  const reports: StatusReport[] = [];
  const ends: SessionEnd[] = [];
  const finish = new Map<string, () => void>();
  const manager = new SessionManager({
    maxSessions: options.maxSessions ?? 4,
    endedBefore: options.endedBefore ?? [],
    admit: options.admit ?? ((assignment) => ({ ok: true, assignment })),
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

test('what the agent’s own limits do not let through fails at once, and only once', () => {
  const { manager, started, reports, ends } = manage({
    admit: () => ({ ok: false, reasonCode: 'not-allowed-here', detail: 'No.' }),
  });
  manager.reconcile([assignment('t1')], [{ taskId: 't2', targetId: 'a:1:2', detail: 'pid must be integer.' }]);
  manager.reconcile([assignment('t1')], [{ taskId: 't2', targetId: 'a:1:2', detail: 'pid must be integer.' }]);
  assert.deepEqual(started, []);
  assert.deepEqual(
    reports.map(({ taskId, state, reasonCode, detail }) => [taskId, state, reasonCode, detail]),
    [
      ['t1', 'failed', 'not-allowed-here', 'No.'],
      ['t2', 'failed', 'assignment-invalid', 'pid must be integer.'],
    ]
  );
  assert.equal(ends.length, 2);
});

test('the newest session is the one that is ended over a limit', async () => {
  const { manager, ends } = manage();
  assert.equal(manager.stopNewest('cpu-limit'), false);
  manager.reconcile([assignment('t1'), assignment('t2')]);
  assert.equal(manager.stopNewest('cpu-limit'), true);
  assert.equal(manager.stopNewest('memory-limit'), true);
  assert.equal(manager.stopNewest('memory-limit'), false);
  await turn();
  assert.deepEqual(
    ends.map(({ detail }) => detail),
    ['cpu-limit', 'memory-limit']
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

test('an assignment that starts later waits, counts as nothing until then, and can be taken back', async () => {
  const { manager, started } = manage({ maxSessions: 1 });
  const later = { ...assignment('later'), startInMs: 50 };
  manager.reconcile([{ ...assignment('gone'), startInMs: 20 }, later]);
  assert.equal(manager.active, 0);
  manager.reconcile([later]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.deepEqual(started, ['later']);
  // The list still says so, from before it began.
  manager.reconcile([later]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(started, ['later']);
  await manager.close();
});
