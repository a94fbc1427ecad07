import { makeTarget } from '../../testing/fixtures';
import { labelValues } from './label-values';

const targets = [
  makeTarget({ pid: 1, service: 'cart', namespace: 'shop', workload: 'cart' }),
  makeTarget({ pid: 2, service: 'cart', namespace: 'shop', workload: 'cart' }),
  makeTarget({ pid: 3, service: 'web', namespace: 'shop', workload: 'web' }),
  makeTarget({ pid: 4, service: 'db' }),
];

it('suggests what processes have, the most frequent first', () => {
  expect(labelValues(targets, 'service.name', [])).toEqual([
    { value: 'cart', count: 2 },
    { value: 'db', count: 1 },
    { value: 'web', count: 1 },
  ]);
  expect(labelValues(targets, 'namespace', [])).toEqual([{ value: 'shop', count: 3 }]);
  expect(labelValues(targets, 'cluster', [])).toEqual([]);
});

it('keeps to the other conditions as far as they are equalities', () => {
  const pids = labelValues(targets, 'process_pid', [
    { label: 'workload', op: '=', value: 'cart' },
    { label: 'namespace', op: '=~', value: 'nothing' },
    { label: 'process_pid', op: '=', value: '3' },
    { label: 'node', op: '=', value: '' },
  ]);
  expect(pids.map(({ value }) => value)).toEqual(['1', '2']);
});
