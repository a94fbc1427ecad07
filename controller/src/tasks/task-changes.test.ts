import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { AssignmentBoard } from '../agents/assignment-board.ts';
import { NO_EVENT_LOG } from '../events/event-log.ts';
import { openStorage } from '../storage/open-storage.ts';
import { createTask, openController, targetOf } from '../testing/controller-under-test.ts';
import { TaskChanges } from './task-changes.ts';

describe('edits of one task at the same moment', () => {
  it('are all stored, and each change of state is told', async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-task-changes-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const database = path.join(folder, 'controller.db');
    await using under = await openController({ database });
    const agent = await under.joinAgent();
    await agent.report([targetOf({ pid: 1 }), targetOf({ pid: 2 })]);
    const { id, state } = await createTask(under, { selector: { process: 'envoy' } });

    const storage = await openStorage(database);
    t.after(() => storage.destroy());
    const now = () => under.clock.nowMs;
    const told: string[] = [];
    const changes = new TaskChanges({
      storage,
      now,
      board: new AssignmentBoard(storage, now),
      events: {
        ...NO_EVENT_LOG,
        targetChanged: (_task, { pid, state }, from) => told.push(`${pid}: ${from ?? ''} to ${state}`),
        taskChanged: ({ state }, from) => told.push(`task: ${from ?? ''} to ${state}`),
      },
    });
    const move = (pid: number, state: string) =>
      changes.edit(id, ({ targets }) => {
        const target = targets.find((each) => each.pid === pid);
        if (target !== undefined) target.state = state;
      });
    const results = await Promise.all([move(1, 'running'), move(2, 'running'), move(1, 'draining')]);

    for (const stored of results) {
      assert.deepEqual(
        stored?.targets.map(({ state }) => state),
        ['draining', 'running']
      );
    }
    const rows = await storage.selectFrom('task_targets').select('state').orderBy('pid').execute();
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['draining', 'running']
    );
    const steps = ['1: waiting to running', `task: ${state} to running`, '2: waiting to running'];
    assert.deepEqual(told, [...steps, '1: running to draining']);
  });
});
