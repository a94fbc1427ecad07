import { makeTask, makeTaskTarget } from '../../testing/fixtures';
import { describeTargets, profileTypesOf, titleOfTask } from './describe-task';

const targets = (...services: string[]) => ({
  targets: services.map((service, index) => makeTaskTarget({ service, pid: 100 + index })),
});

describe('describeTargets', () => {
  it.each([
    [targets(), 'No target'],
    [targets('a'), 'a (pid 100)'],
    [targets('a', 'a'), 'a (2 processes)'],
    [targets('a', 'b'), 'a and b'],
    [targets('a', 'b', 'c', 'd'), 'a, b and 2 more'],
  ])('is short', (task, text) => {
    expect(describeTargets(task)).toBe(text);
  });
});

describe('the title of a task', () => {
  it.each([
    [makeTask({ title: 'Slow carts' }), 'Slow carts'],
    [makeTask({ title: '' }), 'demo-envoy (pid 4711)'],
    [makeTask({ title: '', targets: [], selector: { workload: 'cart' } }), 'workload="cart"'],
  ])('is what somebody called it, else its services, else whom it waits for', (task, title) => {
    expect(titleOfTask(task)).toBe(title);
  });
});

it('offers the profiles that events and options yield', () => {
  const ids = (task: Parameters<typeof makeTask>[0]) => profileTypesOf(makeTask(task)).map(({ id }) => id);
  const waits = ['off-cpu-time', 'off-cpu-switches'];
  expect(ids({ events: ['on-cpu', 'off-cpu'] })).toEqual(['on-cpu', ...waits, 'loop-stalls']);
  expect(ids({ events: ['off-cpu'], offCpu: { stallThresholdMs: 0 } })).toEqual(waits);
  expect(ids({ events: ['off-cpu'], offCpu: { wakers: true } })).toEqual([...waits, 'wakeups', 'loop-stalls']);
});
