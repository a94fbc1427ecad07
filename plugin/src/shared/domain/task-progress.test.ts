import { makeTask, makeTaskTarget } from '../../testing/fixtures';
import { progressOf } from './task-progress';

const target = (state: 'running' | 'waiting' | 'skipped', elapsedMs: number) =>
  makeTaskTarget({ state, progress: { elapsedMs, samplesKept: 0, samplesLost: 0, switches: 0 } });

it('is over all targets that are sampled, and never above the whole', () => {
  const targets = [target('running', 5_000), target('running', 12_000), target('skipped', 0)];
  expect(progressOf(makeTask({ state: 'running', targets }))).toBe(0.75);
});

it('is unknown before and after', () => {
  expect(progressOf(makeTask({ state: 'dispatching', targets: [target('waiting', 0)] }))).toBeUndefined();
  expect(progressOf(makeTask({ state: 'scheduled', targets: [] }))).toBeUndefined();
  expect(progressOf(makeTask({ state: 'completed' }))).toBeUndefined();
});
