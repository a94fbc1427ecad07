// Every reader of foreign bytes under libFuzzer with sanitizers, from the corpus that earlier runs left.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const native = fileURLToPath(new URL('..', import.meta.url));
/** Each target takes this long; MESHPROF_FUZZ_SECONDS for a night's run. */
const seconds = Number(process.env['MESHPROF_FUZZ_SECONDS'] ?? 60);

const fuzzersIn = (folder: string) =>
  readdirSync(path.join(native, 'core', folder, 'test'))
    .filter((file) => file.endsWith('_fuzz.cc'))
    .map((file) => ({ folder, name: file.slice(0, -'_fuzz.cc'.length) }));

describe('fuzzers', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'meshprof-fuzz-'));
  after(() => rmSync(scratch, { recursive: true, force: true }));
  before(() => {
    const { status, stderr } = spawnSync('make', ['-s', '-C', native, 'fuzz'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  for (const { folder, name } of ['reader', 'symbols', 'unwind'].flatMap(fuzzersIn)) {
    test(`${folder}: ${name}`, (t) => {
      const seeds = path.join(native, 'core', folder, 'test', 'corpus', name);
      const run = spawnSync(
        path.join(native, 'build', 'fuzz', name),
        [
          `-max_total_time=${seconds}`,
          '-timeout=10',
          '-rss_limit_mb=2048',
          `-artifact_prefix=${scratch}/`,
          mkdtempSync(path.join(scratch, 'found-')),
          ...(existsSync(seeds) ? [seeds] : []),
        ],
        { encoding: 'utf8', maxBuffer: 1 << 28 }
      );
      assert.equal(run.status, 0, run.stderr.slice(-20_000));
      const done = /Done (\d+) runs/.exec(run.stderr);
      assert.ok(done && Number(done[1]) > 0, run.stderr.slice(-2_000));
      t.diagnostic(`${done[1]} runs in ${seconds} s`);
    });
  }
});
