import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { forPostgres } from '../testing/each-database.ts';
import { makeTemplate, TEST_SERVER_VARIABLE } from '../testing/fresh-database.ts';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));

/** These bring their databases themselves (forEachDatabase), or hardly need one. */
const WITHOUT = ['storage', 'audit', 'retention', 'config', 'events', 'http', 'testing'];

/** What `npm test` runs on SQLite in memory: once more, each test with a database on PostgreSQL. */
describe('the tests of the controller', { timeout: 1_800_000 }, () => {
  forPostgres((cluster) => {
    before(() => makeTemplate(cluster().url()));
    for (const folder of testedFolders()) {
      it(`pass in ${folder}`, async () => {
        const files = unitTestsOf(folder);
        const env = { ...process.env, [TEST_SERVER_VARIABLE]: cluster().url(), NODE_TEST_CONTEXT: undefined };
        const argv = ['--test', '--test-concurrency=2', '--test-reporter=spec', ...files];
        const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] });
        let output = '';
        child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
        const [code] = (await once(child, 'exit')) as [number | null];
        assert.equal(code, 0, output);
        assert.match(output, /pass [1-9]/);
      });
    }
  });
});

function testedFolders(): string[] {
  const folders = readdirSync(SOURCES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).filter((name) => !WITHOUT.includes(name));
  return names.filter((name) => unitTestsOf(name).length > 0);
}

function unitTestsOf(folder: string): string[] {
  const names = readdirSync(path.join(SOURCES, folder));
  const tests = names.filter((name) => name.endsWith('.test.ts') && !/\.(integration|long)\.test\.ts$/.test(name));
  return tests.map((name) => path.join(SOURCES, folder, name));
}
