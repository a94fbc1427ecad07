import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { openController } from '../../controller/src/testing/controller-under-test.ts';
import { isOlder, projectVersion, setVersion, versionPlaces } from '../../scripts/release/version-places.mjs';
import { at, projectRoot } from '../harness/project.ts';
import { run } from '../harness/run.ts';

const version = projectVersion(projectRoot);

describe(`the version, ${version}`, () => {
  it('is the same in every place that repeats it', () => {
    const others = versionPlaces(projectRoot).filter((place) => place.version !== version);
    assert.deepEqual(others, [], 'the root’s package.json has it; `npm run release` writes the others');
  });

  it('is what the command says', async () => {
    const { stdout } = await run([process.execPath, at('collector-agent', 'bin', 'meshprof.mjs'), '--version']);
    assert.equal(stdout, `${version}\n`);
  });

  it('is what the controller says', async () => {
    await using under = await openController();
    const document = (await under.call({ url: '/openapi.json' })).json<{ info: { version: string } }>();
    assert.equal(document.info.version, version);
    const setup = (await under.asAdmin({ url: '/v1/setup' })).json<{ version: string }>();
    assert.equal(setup.version, version);
  });

  it('is written into all places at once', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-version-'));
    try {
      const files = new Set(['package.json', ...versionPlaces(projectRoot).map(({ file }) => file)]);
      for (const file of files) cpSync(at(file), path.join(folder, file), { recursive: true });
      setVersion(folder, '9.8.7');
      assert.equal(projectVersion(folder), '9.8.7');
      const places = versionPlaces(folder);
      assert.deepEqual(
        places.filter((place) => place.version !== '9.8.7'),
        []
      );
      assert.equal(places.length, versionPlaces(projectRoot).length);
      assert.throws(() => setVersion(folder, 'v10'), /v10 is no version/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('goes forward, by number', () => {
    assert.ok(isOlder('0.9.9', '0.10.0'));
    assert.ok(!isOlder('0.10.0', '0.9.9'));
    assert.ok(!isOlder('1.0.0', '1.0.0-rc.1'));
  });
});
