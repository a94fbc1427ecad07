import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStorage, type Storage } from '../storage/open-storage.ts';
import { playScenario, type ScenarioOutcome } from './crash-scenario.ts';
import { forEachDatabase } from './each-database.ts';

const CHILD = fileURLToPath(new URL('crash-child.ts', import.meta.url));

/**
 * Kills the process at its n-th statement for n = first, first + step, … until a run ends before its n-th; after each
 * kill the same requests are sent again, and all must be as if nothing had happened. Every database begins empty, so
 * the first statements are those of the migrations.
 */
export function testCrashPoints({ first, step }: { first: number; step: number }): void {
  describe(`a controller killed at every ${step === 1 ? '' : `${step}th `}statement`, { timeout: 7_200_000 }, () => {
    forEachDatabase((databases) => {
      it('is brought up to date as if it had not been killed', async () => {
        await killAtEach({ first, step }, () => databases.create());
      });

      it('loses and doubles nothing', async () => {
        const database = await databases.create();
        await playScenario(database, 'makes-the-tables');
        const kills = await killAtEach({ first, step }, () => Promise.resolve(database));
        assert.ok(kills > 100 / step, `only ${kills} statements in all`);
      });
    });
  });
}

const SAID_EVERY = 10;

/** Answers how often it killed. */
async function killAtEach(
  { first, step }: { first: number; step: number },
  databaseFor: () => Promise<string>
): Promise<number> {
  for (let n = first, kills = 0; ; n += step, kills += 1) {
    const database = await databaseFor();
    const wasKilled = await runChild(database, `run-${n}`, n);
    if (kills % SAID_EVERY === 0) process.stderr.write(`crash points: killed at statement ${n}\n`);
    const outcome = await playScenario(database, `run-${n}`);
    const storage = await openStorage(database);
    await checkOutcome(storage, outcome);
    await storage.destroy();
    if (!wasKilled) return kills;
  }
}

async function runChild(database: string, run: string, n: number): Promise<boolean> {
  const child = spawn(process.execPath, [CHILD, database, run, String(n)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  assert.ok(code === 0 || signal === 'SIGKILL', `the child ended with ${code ?? signal}`);
  return signal === 'SIGKILL';
}

async function checkOutcome(storage: Storage, { node, completed, cancelled }: ScenarioOutcome): Promise<void> {
  const tasks = await storage
    .selectFrom('tasks')
    .select(['id', 'state'])
    .where('selector_json', 'like', `%"${node}"%`)
    .orderBy('created_at_ms')
    .execute();
  const ended = (id: string, state: string) => ({ id, state });
  assert.deepEqual(plain(tasks), [ended(completed.id, 'completed'), ended(cancelled.id, 'cancelled')]);
  const targets = await storage
    .selectFrom('task_targets')
    .select(['state', 'assigned', 'samples_kept'])
    .where('task_id', '=', completed.id)
    .execute();
  const done = { state: 'completed', assigned: 0, samples_kept: 10 };
  assert.deepEqual(plain(targets), [done, done]);
  const audited = await storage
    .selectFrom('audit_entries')
    .select(['action', 'object_id'])
    .where('object_id', 'in', [completed.id, cancelled.id])
    .orderBy('id')
    .execute();
  const entry = (action: string, { id }: { id: string }) => ({ action, object_id: id });
  assert.deepEqual(plain(audited), [
    entry('task.create', completed),
    entry('task.create', cancelled),
    entry('task.cancel', cancelled),
  ]);
  const inventory = storage.selectFrom('inventory_targets').innerJoin('agents', 'agents.id', 'agent_id');
  const known = await inventory.select('pid').where('node', '=', node).execute();
  assert.deepEqual(plain(known), [{ pid: 100 }]);
}

/** SQLite's rows have no prototype. */
function plain(rows: readonly object[]): object[] {
  return rows.map((row) => ({ ...row }));
}
