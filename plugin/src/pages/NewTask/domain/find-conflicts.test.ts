import { makeTask, makeTaskTarget } from '../../../testing/fixtures';
import { findConflicts } from './find-conflicts';

const planned = (id: string) => ({ id, node: 'n', pid: 1, service: 's', role: 'service', process: 'p', threads: 1 });
const running = (id: string) => makeTaskTarget({ id, state: 'running' });

it('tells of running tasks on the same processes, the largest overlap first', () => {
  const tasks = [
    makeTask({ id: 'one', targets: [running('a'), makeTaskTarget({ id: 'b', state: 'completed' })] }),
    makeTask({ id: 'two', targets: [running('a'), running('b'), running('z')] }),
    makeTask({ id: 'none', targets: [running('z')] }),
  ];
  const conflicts = findConflicts({ targets: [planned('a'), planned('b')] }, tasks);
  expect(conflicts.map(({ task, processes }) => [task.id, processes])).toEqual([
    ['two', 2],
    ['one', 1],
  ]);
});
