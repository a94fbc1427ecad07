import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cannotProfile } from '../../../collector-agent/src/testing/can-profile.ts';
import { runSoak } from './run-soak.ts';

test('sessions without end leave nothing behind', { skip: cannotProfile(), timeout: 600_000 }, async (t) => {
  const { rows, tasks, problems } = await runSoak({ minutes: 3, say: (line) => t.diagnostic(line) });
  t.diagnostic(tasks);
  for (const row of rows) t.diagnostic(row.join(' | '));
  assert.deepEqual(problems, []);
});
