import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TARGET_STATES, type TargetState, type TaskState } from '@meshprof/contracts';
import { nextTargetState } from './target-state.ts';
import { deriveTaskState, type TargetFacts } from './task-state.ts';

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

  for (const [targets, due, expected] of [
    ['', false, 'scheduled'],
    ['', true, 'scheduled'],
    ['waiting*', false, 'scheduled'],
    ['waiting*', true, 'dispatching'],
    ['skipped', false, 'scheduled'],
    ['running', true, 'running'],
    // Processes may still join.
    ['draining', true, 'running'],
    ['completed', true, 'running'],
    ['failed*', true, 'running'],
  ] as const) {
    it(`is ${expected} while it is open with targets ‘${targets}’, ${due ? '' : 'not '}due`, () => {
      const known = targets === '' ? [] : facts(targets);
      assert.equal(deriveTaskState({ targets: known, cancelRequested: false, due, open: true }), expected);
    });
  }

  it('is expired where no process appeared in its time, and cancelled before that', () => {
    assert.equal(deriveTaskState({ targets: [], cancelRequested: false, ...CLOSED }), 'expired');
    assert.equal(deriveTaskState({ targets: [], cancelRequested: true, ...CLOSED }), 'cancelled');
  });

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
