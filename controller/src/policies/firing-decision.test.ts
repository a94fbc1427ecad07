import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideFiring, type FiringFacts } from './firing-decision.ts';

const RULE = { coolDownMs: 60_000, maxConcurrentTasks: 2 };
const NOW_MS = 1_000_000;

describe('decision about a crossing', () => {
  const cases: [string, Partial<FiringFacts>, ReturnType<typeof decideFiring>][] = [
    ['the first starts a task', {}, 'starting'],
    ['another process of the policy does too', { tasksNow: 1 }, 'starting'],
    ['too many tasks run', { tasksNow: 2 }, 'too-many-tasks'],
    ['within the cool-down', { lastStartMs: NOW_MS - 59_999 }, 'cooling-down'],
    ['at its end', { lastStartMs: NOW_MS - 60_000 }, 'starting'],
    [
      'the cool-down is over, the task is not',
      { lastStartMs: NOW_MS - 90_000, lastRuns: true, tasksNow: 1 },
      'cooling-down',
    ],
    ['both hold: the process is told before the policy', { lastStartMs: NOW_MS - 1, tasksNow: 9 }, 'cooling-down'],
    ['a clock set back a little', { lastStartMs: NOW_MS + 500 }, 'cooling-down'],
    ['a clock set back by a day', { lastStartMs: NOW_MS + 86_400_000 }, 'starting'],
  ];
  for (const [name, facts, expected] of cases) {
    it(`${name}: ${expected}`, () => {
      assert.equal(
        decideFiring({ nowMs: NOW_MS, lastStartMs: undefined, lastRuns: false, tasksNow: 0, ...facts }, RULE),
        expected
      );
    });
  }

  it('knows no cool-down of nothing', () => {
    const facts = { nowMs: NOW_MS, lastStartMs: NOW_MS, lastRuns: false, tasksNow: 0 };
    assert.equal(decideFiring(facts, { coolDownMs: 0, maxConcurrentTasks: 1 }), 'starting');
  });
});
