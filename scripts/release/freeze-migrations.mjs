import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes down what the migrations of this release are: databases will have them, so they may not change any more
 * (tests/upgrade/released-migrations.test.ts).
 * @param {string} folder of a checkout
 */
export function freezeMigrations(folder) {
  const migrations = path.join(folder, 'controller', 'src', 'storage', 'migrations');
  const files = readdirSync(migrations).filter((name) => /^\d{4}-.*\.ts$/.test(name) && !name.endsWith('.test.ts'));
  const hashes = files.sort().map((name) => {
    const text = readFileSync(path.join(migrations, name));
    return [path.basename(name, '.ts'), createHash('sha256').update(text).digest('hex')];
  });
  const file = path.join(folder, 'tests', 'upgrade', 'released-migrations.json');
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
}
