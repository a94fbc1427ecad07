import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { PLUGIN_ID } from '@meshprof/contracts';
import { buildPlugin } from '../../scripts/release/build-release.mjs';
import { copyCheckout } from '../../scripts/release/build-folder.mjs';
import { zipPlugin } from '../../scripts/release/plugin-zip.mjs';
import { projectRoot } from '../harness/project.ts';
import { run } from '../harness/run.ts';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'meshprof-plugin-builds-'));
const DATE_MS = Date.parse('2026-11-26T00:00:00Z');

describe('the plugin’s zip', () => {
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it('is the same bytes, built twice in different folders', async (context: TestContext) => {
    const folders = ['one', 'another/and/deeper'].map((name) => path.join(scratch, name));
    // Both before the first is built: the checkout may be worked on in these minutes.
    for (const folder of folders) copyCheckout(projectRoot, folder);
    const files = folders.map((folder, index) => {
      buildPlugin(folder, DATE_MS);
      return zipPlugin(folder, path.join(scratch, `out-${index}`), DATE_MS);
    });
    // By name first: a difference says which file it is in.
    assert.deepEqual(await entriesOf(files[0]!), await entriesOf(files[1]!));
    const [first, second] = files.map((file) => readFileSync(file));
    assert.ok(first!.equals(second!), 'the two builds differ');
    context.diagnostic(`${(first!.length / 1e6).toFixed(2)} MB`);
    await checkListing(files[0]!);
  });
});

/** One folder, named after the plugin; plain files that anybody may read; no source maps. */
async function checkListing(file: string): Promise<void> {
  const entries = await entriesOf(file);
  for (const [name, mode] of entries) {
    assert.ok(name.startsWith(`${PLUGIN_ID}/`), name);
    assert.equal(mode, '0o100644', name);
    assert.doesNotMatch(name, /\.map$|\/\.|\.tsx?$/);
  }
  const names = entries.map(([name]) => name.slice(PLUGIN_ID.length + 1));
  for (const needed of ['plugin.json', 'module.js', 'README.md', 'CHANGELOG.md', 'LICENSE']) {
    assert.ok(names.includes(needed), needed);
  }
  // The scaffold's build takes every JSON file of src along.
  assert.deepEqual(
    names.filter((name) => name.includes('test')),
    []
  );
}

/** Name, mode and checksum of each entry, as Python's zipfile reads them. */
async function entriesOf(file: string): Promise<[string, string, number][]> {
  const listing = `import zipfile, json, sys
print(json.dumps([[e.filename, oct(e.external_attr >> 16), e.CRC] for e in zipfile.ZipFile(sys.argv[1]).infolist()]))`;
  const { stdout, stderr, code } = await run(['python3', '-c', listing, file]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as [string, string, number][];
}
