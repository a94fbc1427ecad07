import { makeTask, makeTaskTarget } from '../../../testing/fixtures';
import { profileWindowOf } from './profile-window';

describe('profileWindowOf', () => {
  it('selects the task and the process, over the exported window and a little more', () => {
    expect(profileWindowOf(makeTask(), makeTaskTarget())).toEqual({
      labelSelector: '{task_id="task-1", process_pid="4711"}',
      fromUnixMs: Date.UTC(2026, 10, 24, 16, 0, 0) - 2000,
      toUnixMs: Date.UTC(2026, 10, 24, 16, 0, 10) + 2000,
    });
  });

  it('keeps an id from ending its quotes', () => {
    const task = makeTask({ id: 'x", role="y' });
    expect(profileWindowOf(task, makeTaskTarget())?.labelSelector).toBe(
      '{task_id="x\\", role=\\"y", process_pid="4711"}'
    );
  });

  it('knows no window before the first export', () => {
    expect(profileWindowOf(makeTask(), makeTaskTarget({ profileStart: undefined }))).toBeUndefined();
  });
});
