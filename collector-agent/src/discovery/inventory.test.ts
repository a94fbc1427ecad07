import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { TargetSchema } from '@meshprof/contracts';
import { Value } from 'typebox/value';
import { createInventory } from './inventory.ts';

test('lists running processes with rows that the contract accepts', () => {
  const targets = createInventory({ nodeIdentity: { node: 'n', cluster: 'c' } }).list();
  for (const target of targets) assert.ok(Value.Check(TargetSchema, target), JSON.stringify(target));
  const own = targets.find(({ pid }) => pid === process.pid);
  assert.equal(own?.reasonCode, 'own-process');
  assert.equal(own?.cluster, 'c');
  assert.ok((own?.threads ?? 0) > 1);
});

test('judges what runs, not what it is called', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-'));
  // A native program under the name of a Go program that a prefix rule would take for Node.
  const file = path.join(folder, 'node_exporter');
  copyFileSync('/bin/sleep', file);
  const child = spawn(file, ['60'], { argv0: 'python3' });
  try {
    await once(child, 'spawn');
    await sleep(50);
    const target = createInventory({ nodeIdentity: { node: 'n' } })
      .list()
      .find(({ pid }) => pid === child.pid);
    assert.equal(target?.process, 'node_exporter');
    assert.equal(target?.service, 'node_exporter');
    assert.notEqual(target?.reasonCode, 'interpreted-runtime');
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});
