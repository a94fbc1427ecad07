import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TARGET_STATES, type TargetState, type TaskState } from '@meshprof/contracts';
import type { TaskTargetRow } from './task-rows.ts';
import { mergeReport } from './status-reports.ts';
import { isFinalTargetState, nextTargetState } from './target-state.ts';
import { deriveTaskState, isFinalTaskState, type TargetFacts } from './task-state.ts';

/** A task whose time has come and that nothing joins any more. */
const CLOSED = { due: true, open: false };

/** `waiting*` is a target whose agent has fetched the assignment. Targets that began were fetched. */
function facts(words: string): TargetFacts[] {
  return words.split(' ').map((word) => {
    const state = word.replace('*', '') as TargetState;
    const delivered = word.endsWith('*') || !['waiting', 'skipped', 'failed'].includes(state);
    return { state, delivered };
  });
}

const TABLE: [targets: string, expected: TaskState, whenCancelled: TaskState][] = [
  ['waiting', 'scheduled', 'draining'],
  ['waiting waiting', 'scheduled', 'draining'],
  ['waiting skipped', 'scheduled', 'draining'],
  ['waiting*', 'dispatching', 'draining'],
  ['waiting waiting*', 'dispatching', 'draining'],
  ['running', 'running', 'draining'],
  ['running waiting', 'running', 'draining'],
  ['running draining', 'running', 'draining'],
  ['running completed', 'running', 'draining'],
  ['draining', 'draining', 'draining'],
  ['draining completed', 'draining', 'draining'],
  ['draining waiting*', 'running', 'draining'],
  ['completed waiting*', 'running', 'draining'],
  ['failed* waiting', 'running', 'draining'],
  ['completed', 'completed', 'cancelled'],
  ['completed skipped', 'completed', 'cancelled'],
  ['completed completed', 'completed', 'cancelled'],
  ['completed failed*', 'partial', 'cancelled'],
  ['completed failed', 'partial', 'cancelled'],
  ['completed lost', 'partial', 'cancelled'],
  ['completed cancelled', 'partial', 'cancelled'],
  ['failed*', 'failed', 'cancelled'],
  ['failed* skipped', 'failed', 'cancelled'],
  ['failed* failed', 'failed', 'cancelled'],
  ['lost', 'failed', 'cancelled'],
  ['lost failed', 'failed', 'cancelled'],
  ['failed', 'expired', 'cancelled'],
  ['failed failed skipped', 'expired', 'cancelled'],
  ['cancelled', 'cancelled', 'cancelled'],
  ['cancelled cancelled skipped', 'cancelled', 'cancelled'],
  ['cancelled failed*', 'failed', 'cancelled'],
  ['skipped', 'failed', 'cancelled'],
  ['skipped skipped', 'failed', 'cancelled'],
];

describe('state of a task', () => {
  for (const [targets, expected, whenCancelled] of TABLE) {
    it(`is ${expected} with targets ${targets}, and ${whenCancelled} once cancelled`, () => {
      assert.equal(deriveTaskState({ targets: facts(targets), cancelRequested: false, ...CLOSED }), expected);
      assert.equal(deriveTaskState({ targets: facts(targets), cancelRequested: true, ...CLOSED }), whenCancelled);
    });
  }

  it('does not depend on the order of targets', () => {
    for (const [targets, expected] of TABLE) {
      assert.equal(deriveTaskState({ targets: facts(targets).reverse(), cancelRequested: false, ...CLOSED }), expected);
    }
  });
});

describe('state of a target after a report', () => {
  const RANK: Record<TargetState, number> = {
    waiting: 0,
    running: 1,
    draining: 2,
    completed: 3,
    failed: 3,
    skipped: 3,
    cancelled: 3,
    lost: 3,
  };

  for (const current of TARGET_STATES) {
    for (const reported of TARGET_STATES) {
      it(`${current} + ${reported}`, () => {
        const next = nextTargetState(current, reported);
        if (current === 'lost') {
          // Only the agent's own last word replaces the controller's guess.
          const corrects = ['completed', 'failed', 'cancelled'].includes(reported);
          assert.equal(next, corrects ? reported : 'lost');
        } else if (reported === 'skipped') {
          assert.equal(next, current === 'waiting' ? 'skipped' : current);
        } else {
          assert.equal(next, RANK[reported] > RANK[current] ? reported : current);
        }
      });
    }
  }
});

describe('random walks over reports, deadlines and cancels', () => {
  it('only move forward and stay in the end they reach', () => {
    const random = seeded(20_261_124);
    for (let walk = 0; walk < 500; walk++) {
      const task = newWalk(random);
      for (let step = 0; step < 40; step++) {
        const before = { state: task.state, targets: structuredClone(task.targets) };
        stepWalk(task, random);
        const trail = task.trail.join(' → ');
        const corrected = before.targets.some(
          ({ state }, index) => state === 'lost' && task.targets[index]?.state !== 'lost'
        );
        if (isFinalTaskState(before.state)) {
          assert.ok(isFinalTaskState(task.state), `an ended task woke up: ${trail}`);
          assert.ok(task.state === before.state || corrected, `a final state changed: ${trail}`);
        }
        assert.ok(order(task.state) >= order(before.state), `went back: ${trail}`);
        for (const [index, target] of task.targets.entries()) {
          const old = before.targets[index];
          assert.ok(old !== undefined && target.samples_kept >= old.samples_kept, `counters shrank: ${trail}`);
          if (isFinalTargetState(old.state as TargetState) && old.state !== 'lost')
            assert.deepEqual(target, old, trail);
        }
      }
    }
  });
});

interface Walk {
  state: TaskState;
  targets: TaskTargetRow[];
  cancelRequested: boolean;
  trail: string[];
}

function newWalk(random: () => number): Walk {
  const targets = Array.from({ length: 1 + Math.floor(random() * 4) }, () => targetRow(random() < 0.1));
  const walk: Walk = { state: 'scheduled', targets, cancelRequested: false, trail: [] };
  walk.state = stateOf(walk);
  return walk;
}

/** One thing happens: an agent fetches its assignment, reports anything, or falls silent; or a person cancels. */
function stepWalk(walk: Walk, random: () => number): void {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const target = pick(walk.targets);
  const what = pick([
    'deliver',
    'silence',
    'cancel',
    'report',
    'report',
    'report',
    'report',
    'report',
    'report',
  ] as const);
  const reported = pick(TARGET_STATES.filter((state) => state !== 'lost'));
  if (what === 'deliver' && target.state === 'waiting') target.delivered_at_ms ??= 1;
  if (what === 'silence' && target.state === 'waiting') target.state = 'failed';
  if (what === 'silence' && (target.state === 'running' || target.state === 'draining')) target.state = 'lost';
  if (what === 'cancel' && !isFinalTaskState(walk.state) && random() < 0.3) {
    walk.cancelRequested = true;
    for (const each of walk.targets) if (each.state === 'waiting') each.state = 'cancelled';
  }
  if (what === 'report') {
    const samplesKept = Math.floor(random() * 1000);
    const progress = { elapsedMs: 1, samplesKept, samplesLost: 0, switches: 0 };
    mergeReport(target, { taskId: 't', targetId: target.target_id, state: reported, progress }, 1);
  }
  walk.state = stateOf(walk);
  walk.trail.push(`${what === 'report' ? reported : what}:${walk.state}`);
}

function stateOf({ targets, cancelRequested }: Walk): TaskState {
  return deriveTaskState({
    targets: targets.map(({ state, delivered_at_ms }) => ({
      state: state as TargetState,
      delivered: delivered_at_ms !== null,
    })),
    cancelRequested,
    ...CLOSED,
  });
}

function targetRow(skipped: boolean): TaskTargetRow {
  return {
    ...{ task_id: 't', target_id: 'a:1:1', agent_id: 'a', node: 'n', pid: 1, start_time_ticks: '1' },
    ...{ service: 's', role: 'service', process: 'p', container: null, assigned: 1, start_at_ms: 0, duration_ms: 1 },
    ...{ state: skipped ? 'skipped' : 'waiting', delivered_at_ms: null, running_at_ms: null },
    ...{ elapsed_ms: 0, samples_kept: 0, samples_lost: 0, switches: 0, lost_json: '{}' },
    ...{ reason_code: null, detail: null, profile_start_ms: null, profile_end_ms: null },
  };
}

/** Running and draining are one step: a task drains only until another of its targets begins. */
function order(state: TaskState): number {
  if (state === 'scheduled') return 0;
  if (state === 'dispatching') return 1;
  return isFinalTaskState(state) ? 3 : 2;
}

/** mulberry32, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
