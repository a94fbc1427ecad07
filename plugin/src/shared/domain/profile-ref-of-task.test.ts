import { makeTask, makeTaskTarget } from '../../testing/fixtures';
import { profileRefOfTask } from './profile-ref-of-task';

const early = makeTaskTarget({ id: 'a', pid: 7 });
const late = makeTaskTarget({
  id: 'b',
  profileStart: '2026-11-24T16:00:05.000Z',
  profileEnd: '2026-11-24T16:00:20.000Z',
});
const none = makeTaskTarget({ id: 'c', profileStart: undefined, profileEnd: undefined });

it('spans what was exported of all targets, and a margin', () => {
  expect(profileRefOfTask(makeTask({ id: 't"1', targets: [early, late, none] }))).toEqual({
    labelSelector: '{task_id="t\\"1"}',
    from: String(Date.parse('2026-11-24T15:59:58.000Z')),
    to: String(Date.parse('2026-11-24T16:00:22.000Z')),
  });
});

it('means one target if told so', () => {
  expect(profileRefOfTask(makeTask({ targets: [early, late] }), early)).toEqual({
    labelSelector: '{task_id="task-1", process_pid="7"}',
    from: String(Date.parse('2026-11-24T15:59:58.000Z')),
    to: String(Date.parse('2026-11-24T16:00:12.000Z')),
  });
});

it('is unknown until something was exported', () => {
  expect(profileRefOfTask(makeTask({ targets: [none] }))).toBeUndefined();
  expect(profileRefOfTask(makeTask({ targets: [early, none] }), none)).toBeUndefined();
});
