import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StandingAssignment, StandingSessionReport } from '@meshprof/contracts';
import { type RunStanding, StandingManager, type StandingManagerOptions } from './standing-manager.ts';
import type { StandingEnd } from './standing-session.ts';

function assignment(pid: number, more: Partial<StandingAssignment> = {}): StandingAssignment {
  const fixed = { policyId: 'p', mode: 'always-on', startTimeTicks: '1', events: ['on-cpu'] } as const;
  return { ...fixed, events: ['on-cpu'], targetId: `a:${pid}:1`, pid, frequencyHz: 20, agentCpuPercent: 1, ...more };
}

function open(options: Partial<StandingManagerOptions> = {}) {
  const reports: StandingSessionReport[] = [];
  const starts: string[] = [];
  const running = new Map<number, { frequencyHz: number; end: (end: StandingEnd) => void }>();
  const usage = { percent: 0 };
  const manager = new StandingManager({
    maxSessions: 10,
    maxCpuPercent: 5,
    refuse: () => undefined,
    run: ({ pid }, session: RunStanding) => {
      starts.push(`${pid}@${session.frequencyHz}`);
      session.onRunning();
      return new Promise((resolve) => {
        const end = (how: StandingEnd): void => {
          running.delete(pid);
          resolve(how);
        };
        running.set(pid, { frequencyHz: session.frequencyHz, end });
        session.signal.addEventListener('abort', () => end({ kind: 'stopped' }));
      });
    },
    report: (report) => reports.push(report),
    takeUsedPercent: () => usage.percent,
    ...options,
  });
  return { manager, reports, starts, running, usage, pids: () => [...running.keys()].sort() };
}

/** Everything that promises have to settle. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('standing sessions', () => {
  it('follow the list: start, stop, and start anew what changed', async () => {
    const { manager, starts, pids } = open();
    manager.reconcile([assignment(1), assignment(2)]);
    manager.reconcile([assignment(2, { frequencyHz: 5 }), assignment(3)]);
    await settled();
    assert.deepEqual(pids(), [2, 3]);
    assert.deepEqual(starts, ['1@20', '2@20', '3@20', '2@5']);
    await manager.close();
    assert.deepEqual(pids(), []);
  });

  it('profile a process once a kind, whatever a controller says', () => {
    const { manager, starts } = open();
    manager.reconcile([assignment(1), assignment(1, { policyId: 'q' }), assignment(1, { mode: 'flight-recorder' })]);
    assert.deepEqual(starts.length, 2);
  });

  it('are no more than the agent allows, and none that it refuses', () => {
    const refuse = ({ pid }: StandingAssignment) =>
      pid === 1 ? ({ reasonCode: 'own-process', detail: 'Not this one.' } as const) : undefined;
    const { manager, reports, pids } = open({ maxSessions: 2, refuse });
    manager.reconcile([1, 2, 3, 4].map((pid) => assignment(pid)));
    assert.deepEqual(pids(), [2, 3]);
    const dropped = reports.filter(({ state }) => state === 'dropped');
    assert.deepEqual(
      dropped.map(({ targetId, reasonCode, detail }) => [targetId, reasonCode, detail]),
      [
        ['a:1:1', 'own-process', 'Not this one.'],
        ['a:4:1', 'agent-busy', 'maxStandingSessions is 2.'],
      ]
    );
  });

  it('are slowed down, then dropped, over the lowest budget, and say so', async () => {
    const { manager, reports, running, usage, pids } = open();
    manager.reconcile([assignment(1, { agentCpuPercent: 3 }), assignment(2), assignment(3)]);
    usage.percent = 2;
    for (let n = 0; n < 2; n++) manager.look();
    await settled();
    assert.deepEqual(
      [...running.values()].map(({ frequencyHz }) => frequencyHz),
      [10, 10, 10]
    );
    const reduced = reports.findLast(({ state }) => state === 'reduced');
    assert.equal(reduced?.reasonCode, 'over-budget');
    assert.match(reduced?.detail ?? '', /Asked for 20 Hz, sampled at 10 Hz. .* took 2.0 % of a CPU, 1 % are allowed/);
    for (let n = 0; n < 6; n++) manager.look();
    await settled();
    assert.deepEqual(pids(), [1]);
    assert.equal(reports.filter(({ state }) => state === 'dropped').length, 2);
  });

  it('are not held to more CPU than the agent’s own limit', async () => {
    const { manager, running, usage } = open({ maxCpuPercent: 0.5 });
    manager.reconcile([assignment(1, { agentCpuPercent: 50 })]);
    usage.percent = 0.6;
    for (let n = 0; n < 2; n++) manager.look();
    await settled();
    assert.deepEqual(
      [...running.values()].map(({ frequencyHz }) => frequencyHz),
      [10]
    );
  });

  it('say why they failed, once, and wait before the next try', async () => {
    const { manager, reports, running, starts } = open();
    manager.reconcile([assignment(1)]);
    running.get(1)?.end({ kind: 'failed', failure: { reasonCode: 'load-failed', detail: 'no' } });
    await settled();
    manager.reconcile([assignment(1)]);
    assert.deepEqual(starts, ['1@20']);
    assert.deepEqual(
      reports.map(({ state, reasonCode }) => [state, reasonCode]),
      [
        ['running', undefined],
        ['failed', 'load-failed'],
      ]
    );
  });
});
