import { makeTask, makeTaskTarget } from '../../../testing/fixtures';
import { comparisonOf } from './compare-tasks';

const older = makeTask({ id: 'older', createdAt: '2026-11-24T15:00:00Z' });
const newer = makeTask({ id: 'newer', createdAt: '2026-11-24T16:00:00Z' });

it('puts the older task on the left', () => {
  const outcome = comparisonOf([newer, older]);
  const params = new URLSearchParams('url' in outcome ? outcome.url.split('?')[1] : '');
  expect(params.get('leftSelector')).toBe('{task_id="older"}');
  expect(params.get('rightSelector')).toBe('{task_id="newer"}');
  expect(params.get('type')).toBe('on-cpu');
});

it('says why two tasks cannot be compared', () => {
  const none = makeTaskTarget({ profileStart: undefined, profileEnd: undefined });
  expect(comparisonOf([newer])).toMatchObject({ reason: expect.stringContaining('two') });
  expect(comparisonOf([newer, older, makeTask({ id: 'c' })])).toHaveProperty('reason');
  expect(comparisonOf([newer, { ...older, targets: [none] }])).toMatchObject({
    reason: expect.stringContaining('no profile'),
  });
  expect(comparisonOf([newer, { ...older, events: ['page-fault'] }])).toMatchObject({
    reason: expect.stringContaining('same'),
  });
});
