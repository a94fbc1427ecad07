import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assignment } from '@meshprof/contracts';
import { StartTimers } from './start-timers.ts';

const ASSIGNMENT: Assignment = {
  ...{ taskId: 't', targetId: 'a:1:2', pid: 1, startTimeTicks: '2' },
  ...{ events: ['on-cpu'], frequencyHz: 99, durationMs: 1_000 },
};

test('a start is counted from the answer, and answers that follow correct it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let steady = 0;
  let started = 0;
  const timers = new StartTimers({ start: () => (started += 1), steadyMs: () => steady });
  const pass = (ms: number) => {
    steady += ms;
    t.mock.timers.tick(ms);
  };
  timers.plan(ASSIGNMENT, 30_000);
  pass(10_000);
  // The first answer was a second under way, so it said a second too much.
  timers.plan(ASSIGNMENT, 19_000);
  // This one was three.
  timers.plan(ASSIGNMENT, 22_000);
  pass(18_999);
  assert.equal(started, 0);
  pass(1);
  assert.equal(started, 1);
  pass(60_000);
  assert.equal(started, 1);
});

test('a start that is moved is moved', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let started = 0;
  const timers = new StartTimers({ start: () => (started += 1), steadyMs: () => 0 });
  timers.plan(ASSIGNMENT, 5_000);
  timers.plan(ASSIGNMENT, 50_000);
  t.mock.timers.tick(5_000);
  assert.equal(started, 0);
  t.mock.timers.tick(45_000);
  assert.equal(started, 1);
});

test('one that is not wanted any more does not start', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let started = 0;
  const timers = new StartTimers({ start: () => (started += 1), steadyMs: () => 0 });
  timers.plan(ASSIGNMENT, 5_000);
  timers.keepOnly(new Set(['t/a:1:2']));
  timers.keepOnly(new Set());
  t.mock.timers.tick(60_000);
  assert.equal(started, 0);
});
