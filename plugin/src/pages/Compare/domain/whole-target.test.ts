import { makeTask, makeTaskTarget } from '../../../testing/fixtures';
import { wholeTarget } from './whole-target';

const target = makeTaskTarget();
const startUnixMs = Date.parse(target.profileStart ?? '');
const endUnixMs = Date.parse(target.profileEnd ?? '');
const all = { labels: { task_id: 'task-1' }, fromUnixMs: startUnixMs - 2000, toUnixMs: endUnixMs + 2000 };

it('is the only target of the task, or the one with the pid', () => {
  expect(wholeTarget(makeTask({ targets: [target] }), all)).toBe(target);
  const two = makeTask({ targets: [target, makeTaskTarget({ id: 'target-2', pid: 7 })] });
  expect(wholeTarget(two, all)).toBeUndefined();
  expect(wholeTarget(two, { ...all, labels: { task_id: 'task-1', process_pid: '7' } })?.id).toBe('target-2');
});

it('is none for a part of a target', () => {
  const task = makeTask({ targets: [target] });
  expect(wholeTarget(task, { ...all, labels: { ...all.labels, thread: 'wrk' } })).toBeUndefined();
  expect(wholeTarget(task, { ...all, fromUnixMs: startUnixMs + 1 })).toBeUndefined();
  expect(wholeTarget(task, { ...all, toUnixMs: endUnixMs - 1 })).toBeUndefined();
  expect(wholeTarget(undefined, all)).toBeUndefined();
});
