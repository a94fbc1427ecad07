import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { ALL_MIGRATIONS } from '../../controller/src/storage/migrations/all-migrations.ts';
import { at } from '../harness/project.ts';

/** Written by `npm run release`: hash of each migration that a version has been released with. */
const released = JSON.parse(readFileSync(path.join(import.meta.dirname, 'released-migrations.json'), 'utf8')) as Record<
  string,
  string
>;

it('migrations that were released stay as they are, and stand before the others', () => {
  const names = Object.keys(released);
  assert.deepEqual(Object.keys(ALL_MIGRATIONS).slice(0, names.length), names, 'a new migration has the next number');
  for (const [name, hash] of Object.entries(released)) {
    const text = readFileSync(at('controller', 'src', 'storage', 'migrations', `${name}.ts`));
    const now = createHash('sha256').update(text).digest('hex');
    assert.equal(now, hash, `${name} was changed: databases that have it will not get the change. Write the next one.`);
  }
});
