import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { createInventory } from '../discovery/inventory.ts';
import { readProcessStat } from '../discovery/process-facts.ts';
import { KnownTargets } from './known-targets.ts';

/** Counts how often all of /proc is read. */
function counted() {
  const inventory = createInventory({ nodeIdentity: { node: 'n' } });
  let looks = 0;
  const list = () => {
    looks += 1;
    return inventory.list();
  };
  return { targets: new KnownTargets({ list }), looks: () => looks };
}

test('a process that began since the last look is found at once', async () => {
  const { targets } = counted();
  targets.list();
  const child = spawn('/bin/sleep', ['60']);
  try {
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    const startTimeTicks = readProcessStat(pid)?.startTimeTicks ?? '';
    assert.equal(targets.find({ pid, startTimeTicks })?.pid, pid);
    assert.equal(targets.find({ pid, startTimeTicks: '1' }), undefined);
  } finally {
    child.kill('SIGKILL');
  }
});

test('processes that do not exist are no reason to look at all of them', () => {
  const { targets, looks } = counted();
  targets.list();
  for (let pid = 4_000_000; pid < 4_001_000; pid += 1) {
    assert.equal(targets.find({ pid, startTimeTicks: '1' }), undefined);
  }
  assert.equal(looks(), 1);
});
