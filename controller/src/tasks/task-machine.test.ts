import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { REASONS, TARGET_STATES, type TargetState, type TaskState } from '@meshprof/contracts';
import fc from 'fast-check';
import { toAssignment, type AssignmentRow } from '../agents/assignment-rows.ts';
import type { InventoryRow } from '../targets/inventory-store.ts';
import { applyDeadline, DISPATCH_TIMEOUT_MS, DRAIN_TIMEOUT_MS } from './deadlines.ts';
import { deriveTask } from './derive-task.ts';
import { newTarget, newTask } from './new-task.ts';
import { mergeReport } from './status-reports.ts';
import { isFinalTargetState } from './target-state.ts';
import { admit } from './task-joins.ts';
import { isFinalTaskState } from './task-state.ts';
import type { StoredTask } from './task-store.ts';

const REPORTED = TARGET_STATES.filter((state) => state !== 'lost');
const REPORTED_REASONS = [undefined, 'process-exited', 'process-not-found', 'load-failed', 'agent-busy'] as const;
const T0 = Date.parse('2026-11-24T12:00:00Z');

/** Everything that can happen to a task, in any order. */
const step = fc.oneof(
  fc.record({
    what: fc.constant('report' as const),
    target: fc.nat(9),
    state: fc.constantFrom(...REPORTED),
    elapsedMs: fc.nat(200_000),
    samplesKept: fc.nat(1_000),
    reason: fc.constantFrom(...REPORTED_REASONS),
  }),
  fc.record({ what: fc.constant('fetch' as const), target: fc.nat(9) }),
  fc.record({ what: fc.constant('time' as const), ms: fc.nat(40_000), heard: fc.boolean() }),
  fc.record({ what: fc.constant('clock-set' as const), ms: fc.integer({ min: -7_200_000, max: 7_200_000 }) }),
  fc.record({ what: fc.constant('appear' as const), pid: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ what: fc.constant('cancel' as const) }),
  fc.record({ what: fc.constant('controller-restart' as const) })
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const setting = fc.record({
  targets: fc.integer({ min: 0, max: 4 }),
  skipped: fc.integer({ min: 0, max: 2 }),
  maxTargets: fc.integer({ min: 1, max: 5 }),
  maxSessions: fc.integer({ min: 0, max: 5 }),
  startInMs: fc.constantFrom(0, 0, 30_000),
  durationMs: fc.constantFrom(1_000, 60_000, 3_600_000),
  byPid: fc.boolean(),
});

/** A task with the clock of its controller, changed the way TaskChanges does: edit, then derive. */
class Model {
  readonly stored: StoredTask;
  readonly limits: ReadonlyMap<string, number>;
  nowMs = T0;
  listeningSinceMs = T0;

  constructor({ targets, skipped, maxTargets, maxSessions, startInMs, durationMs, byPid }: Setting) {
    this.limits = new Map([['a', maxSessions]]);
    const selector = byPid ? { process_pid: 1 } : { process: 'envoy' };
    const body = { selector, durationMs, maxTargets };
    const task = newTask(body, { author: 'a', origin: 'user' }, { nowMs: T0, startAtMs: T0 + startInMs });
    task.assembled = 1;
    const session = { startAtMs: task.start_at_ms, durationMs };
    const rows = Array.from({ length: targets + skipped }, (_, n) => processRow(n + 1, n >= targets));
    this.stored = { task, targets: rows.map((row) => newTarget(task, row, session)) };
    deriveTask(this.stored, this.nowMs);
  }

  take(next: Step): void {
    const { task, targets } = this.stored;
    switch (next.what) {
      case 'report': {
        const target = targets[next.target];
        if (target === undefined) return;
        const progress = { elapsedMs: next.elapsedMs, samplesKept: next.samplesKept, samplesLost: 0, switches: 0 };
        const reason = next.reason === undefined ? {} : { reasonCode: next.reason };
        mergeReport(target, { taskId: 't', targetId: 'x', state: next.state, progress, ...reason }, this.nowMs);
        break;
      }
      case 'fetch': {
        const target = targets[next.target];
        if (target?.assigned === 1) target.delivered_at_ms ??= this.nowMs;
        break;
      }
      case 'time':
        this.nowMs += next.ms;
        this.#applyDeadlines(next.heard);
        break;
      case 'clock-set':
        this.nowMs += next.ms;
        this.listeningSinceMs = this.nowMs;
        this.#applyDeadlines(true);
        break;
      case 'controller-restart':
        this.listeningSinceMs = this.nowMs;
        break;
      case 'appear':
        admit(this.stored, { rows: [processRow(next.pid, false)], limits: this.limits }, this.nowMs);
        break;
      case 'cancel':
        if (task.cancel_requested_at_ms !== null || isFinalTaskState(task.state as TaskState)) return;
        task.cancel_requested_at_ms = this.nowMs;
        for (const target of targets) if (target.state === 'waiting') target.state = 'cancelled';
    }
    deriveTask(this.stored, this.nowMs);
  }

  #applyDeadlines(heard: boolean): void {
    const clock = { nowMs: this.nowMs, listeningSinceMs: this.listeningSinceMs, isConnected: () => heard };
    for (const target of this.stored.targets) applyDeadline(target, clock);
  }

  /** Nobody reports any more. */
  leaveAlone(): void {
    const enoughMs = 2 * (3_600_000 + DISPATCH_TIMEOUT_MS + DRAIN_TIMEOUT_MS) + 7_200_000 * 2;
    for (let ms = 0; ms < enoughMs; ms += 300_000) this.take({ what: 'time', ms: 300_000, heard: true });
  }
}

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

function processRow(pid: number, refused: boolean): InventoryRow {
  return {
    ...{ id: `a:${pid}:1`, agent_id: 'a', node: 'n', pid, start_time_ticks: '1', service: 's', role: 'envoy' },
    ...{ process: 'envoy', container: null, cluster: null, namespace: null, workload: null, pod: null },
    ...{ verdict: refused ? 'refused' : 'profilable', reason_code: refused ? 'zombie' : 'profilable', reason: '' },
    ...{ threads: 1, last_seen_at_ms: T0 },
  };
}

/** Running and draining are one step: a task drains only until another of its targets begins. */
function order(state: string): number {
  if (state === 'scheduled') return 0;
  if (state === 'dispatching') return 1;
  return isFinalTaskState(state as TaskState) ? 3 : 2;
}

function forEachStep(check: (before: StoredTask, model: Model, next: Step) => void): void {
  fc.assert(
    fc.property(setting, fc.array(step, { maxLength: 40 }), (start, steps) => {
      const model = new Model(start);
      for (const next of steps) {
        const before = structuredClone(model.stored);
        model.take(next);
        check(before, model, next);
      }
    }),
    { numRuns: 2_000 }
  );
}

describe('a task, whatever happens in whatever order', () => {
  it('only moves forward, and stays in the end it reaches unless a lost agent says better', () => {
    forEachStep((before, { stored }) => {
      assert.ok(order(stored.task.state) >= order(before.task.state), `${before.task.state} → ${stored.task.state}`);
      assert.ok(stored.task.window_closed >= before.task.window_closed);
      const corrected = before.targets.some(({ state }, n) => state === 'lost' && stored.targets[n]?.state !== 'lost');
      if (isFinalTaskState(before.task.state as TaskState) && !corrected) {
        assert.equal(stored.task.state, before.task.state);
        assert.equal(stored.task.reason_code, before.task.reason_code);
        assert.equal(stored.task.ended_at_ms, before.task.ended_at_ms);
      }
    });
  });

  it('keeps its targets: their counters only grow, their last words stay', () => {
    forEachStep((before, { stored }) => {
      for (const [n, old] of before.targets.entries()) {
        const target = stored.targets[n];
        assert.ok(target !== undefined && target.target_id === old.target_id);
        assert.ok(target.samples_kept >= old.samples_kept && target.elapsed_ms >= old.elapsed_ms);
        if (isFinalTargetState(old.state as TargetState) && old.state !== 'lost') assert.deepEqual(target, old);
      }
    });
  });

  it('never has more targets at once than it and their agent may, nor any that joined after its end', () => {
    forEachStep((before, { stored, limits }, next) => {
      if (next.what !== 'appear') return;
      const live = stored.targets.filter(({ state }) => !isFinalTargetState(state as TargetState)).length;
      const joined = stored.targets.length - before.targets.length;
      assert.ok(joined === 0 || live <= stored.task.max_targets);
      assert.ok(joined === 0 || live <= (limits.get('a') ?? 0));
      assert.ok(joined === 0 || before.task.window_closed === 0);
    });
  });

  it('asks no agent for what is over, and each for at least nothing and at most the whole', () => {
    forEachStep((_before, { stored, nowMs }) => {
      for (const target of stored.targets) {
        const isOver = isFinalTargetState(target.state as TargetState) && target.state !== 'lost';
        if (isOver || stored.task.cancel_requested_at_ms !== null) assert.equal(target.assigned, 0);
        const row: AssignmentRow = { ...stored.task, ...target };
        const { startInMs = 0, elapsedMs = 0, durationMs } = toAssignment(row, nowMs);
        assert.ok(startInMs >= 0 && elapsedMs >= 0 && durationMs <= stored.task.duration_ms);
      }
    });
  });

  it('ends, with a reason that the table knows, though nobody reports any more', () => {
    fc.assert(
      fc.property(setting, fc.array(step, { maxLength: 30 }), (start, steps) => {
        const model = new Model(start);
        for (const next of steps) model.take(next);
        model.leaveAlone();
        const { task, targets } = model.stored;
        assert.ok(
          isFinalTaskState(task.state as TaskState),
          `${task.state}: ${targets.map(({ state }) => state).join()}`
        );
        if (task.state !== 'completed') assert.ok(task.reason_code !== null && task.reason_code in REASONS, task.state);
        assert.ok(targets.every(({ assigned }) => assigned === 0));
      }),
      { numRuns: 1_000 }
    );
  });
});
