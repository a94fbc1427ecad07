import { makeTask, makeTaskTarget } from '../../testing/fixtures';
import { describeTargets, profileTypesOf } from './describe-task';

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

it('offers the profiles that the events yield', () => {
  const ids = (events: Array<'on-cpu' | 'off-cpu'>) => profileTypesOf(makeTask({ events })).map(({ id }) => id);
  expect(ids(['on-cpu', 'off-cpu'])).toEqual(['on-cpu', 'off-cpu-time', 'off-cpu-switches']);
  expect(ids(['off-cpu'])).toEqual(['off-cpu-time', 'off-cpu-switches']);
});
