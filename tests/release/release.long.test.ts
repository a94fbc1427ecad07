import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { projectVersion } from '../../scripts/release/version-places.mjs';
import { at, projectRoot } from '../harness/project.ts';
import { run } from '../harness/run.ts';

const release = (...args: string[]) =>
  run([process.execPath, at('scripts', 'release.mjs'), ...args], { timeoutMs: 1_800_000 });

describe('npm run release', () => {
  it('makes everything in a dry run and leaves the checkout alone', async () => {
    const status = () => execFileSync('git', ['-C', projectRoot, 'status', '--porcelain'], { encoding: 'utf8' });
    const before = status();
    const version = '99.0.0';
    const { code, stdout, stderr } = await release(version, '--dry-run');
    assert.equal(code, 0, stderr);
    assert.equal(status(), before);
    assert.match(stdout, /the checkout was not changed/);
    const folder = at('dist', 'release');
    const files = readdirSync(folder);
    for (const name of [
      `meshprof-${version}.tgz`,
      `meshprof-controller-${version}.tgz`,
      `meshprof-profiling-app-${version}.zip`,
      'meshprof.cdx.json',
      'SHA256SUMS',
      'RELEASE_NOTES.md',
    ]) {
      assert.ok(files.includes(name), name);
    }
    const check = await run(['sh', '-c', `cd ${folder} && sha256sum --check --quiet SHA256SUMS`]);
    assert.equal(check.code, 0, check.stderr);
    assert.ok(readFileSync(at('dist', 'release', 'RELEASE_NOTES.md'), 'utf8').length > 100);
  });

  it('refuses what is no version, and an older one', async () => {
    assert.equal((await release('soon')).code, 2);
    const { code, stderr } = await release('0.0.1', '--dry-run');
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`0\\.0\\.1 is older than ${projectVersion(projectRoot)}`));
  });
});
