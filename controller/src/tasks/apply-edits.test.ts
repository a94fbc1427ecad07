import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InventoryRow } from '../targets/inventory-store.ts';
import { applyEdits, type TargetEdit } from './apply-edits.ts';
import { deriveTask } from './derive-task.ts';
import { newTarget, newTask } from './new-task.ts';
import type { StoredTask } from './task-store.ts';

const T0 = Date.parse('2026-11-24T12:00:00Z');

function storedTask(pids: readonly number[]): StoredTask {
  const times = { nowMs: T0, startAtMs: T0 };
  const task = newTask({ selector: { process: 'envoy' } }, { author: 'a', origin: 'user' }, times);
  task.assembled = 1;
  const rows = pids.map((pid) => ({ id: `a:${pid}`, agent_id: 'a', pid, verdict: 'profilable' }) as InventoryRow);
  const stored = { task, targets: rows.map((row) => newTarget(task, row, { startAtMs: T0, durationMs: 10_000 })) };
  for (const [index, target] of stored.targets.entries()) target.target_id = rows[index]?.id ?? '';
  deriveTask(stored, T0);
  return stored;
}

const moves = (targetId: string, state: string): TargetEdit => ({
  targetId,
  change: (target) => {
    target.state = state;
    target.running_at_ms ??= T0;
  },
});

describe('edits that are applied together', () => {
  it('tell each change of a target in order, and of the task once', () => {
    const stored = storedTask([1, 2]);
    const [news, ...more] = applyEdits(
      stored,
      [moves('a:1', 'running'), moves('a:2', 'running'), moves('a:1', 'draining'), moves('unknown', 'running')],
      T0
    );
    assert.equal(more.length, 0);
    assert.deepEqual([news?.from, news?.task.state], ['scheduled', 'running']);
    assert.deepEqual(
      news?.targets.map(({ target, from }) => [target.target_id, from, target.state]),
      [
        ['a:1', 'waiting', 'running'],
        ['a:2', 'waiting', 'running'],
        ['a:1', 'running', 'draining'],
      ]
    );
  });

  it('keep their order where one is of the whole task', () => {
    const stored = storedTask([1]);
    const cancel = ({ task, targets }: StoredTask): void => {
      task.cancel_requested_at_ms = T0;
      for (const target of targets) if (target.state === 'waiting') target.state = 'cancelled';
    };
    const news = applyEdits(stored, [moves('a:1', 'running'), cancel, moves('a:1', 'cancelled')], T0);
    assert.deepEqual(
      news.map(({ from, task }) => [from, task.state]),
      [
        ['scheduled', 'running'],
        ['running', 'draining'],
        ['draining', 'cancelled'],
      ]
    );
  });
});
