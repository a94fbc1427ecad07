import { makeTarget } from '../../../testing/fixtures';
import { selectorOfRows } from '@shared/domain/task-form/matcher-rows';
import { matchersOf, subjectOf, titleOf } from './profile-subject';

const targets = [
  makeTarget({ id: 'a', workload: 'cart', namespace: 'shop', service: 'cart' }),
  makeTarget({ id: 'b', workload: 'cart', namespace: 'shop', service: 'cart', pid: 7 }),
];

it('is a process by its node and pid', () => {
  const subject = subjectOf(targets, { targetId: 'b' });
  expect(subject).toMatchObject({ kind: 'process', target: { id: 'b' }, group: { name: 'cart' } });
  expect(subject && selectorOfRows(matchersOf(subject))).toEqual({ node: 'worker-3', process_pid: 7 });
  expect(subject && titleOf(subject)).toBe('cart (pid 7)');
});

it('is a workload by its labels, so that new pods count too', () => {
  const subject = subjectOf(targets, { groupId: 'w//shop/cart' });
  expect(subject && selectorOfRows(matchersOf(subject))).toEqual({ namespace: 'shop', workload: 'cart' });
});

it('is nothing if the process has ended, or the link is of another controller', () => {
  expect(subjectOf(targets, { targetId: 'gone' })).toBeUndefined();
  expect(subjectOf(targets, { groupId: 'w//shop/gone' })).toBeUndefined();
  expect(subjectOf(targets, {})).toBeUndefined();
});
