import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { readConfigFile } from './config-file.ts';

describe('configuration file of npm start', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-config-'));
  after(() => rmSync(folder, { recursive: true }));

  const read = (yaml: string) => {
    const file = path.join(folder, 'meshprof.yaml');
    writeFileSync(file, yaml);
    return readConfigFile(file);
  };

  it('takes every section', () => {
    const yaml =
      'ports: {http: 9000}\ndemo: {enabled: false}\nstore: {retention: {maxAgeHours: 2}}\nstateDir: /tmp/x\n';
    assert.deepEqual(read(yaml), {
      ok: true,
      config: {
        ports: { http: 9000 },
        demo: { enabled: false },
        store: { retention: { maxAgeHours: 2 } },
        stateDir: '/tmp/x',
      },
    });
  });

  it('takes an empty file', () => assert.deepEqual(read(''), { ok: true, config: {} }));

  for (const [what, yaml, expected] of [
    ['an unknown key', 'prots: {http: 1}', /unknown key "prots"/],
    ['an unknown key in a section', 'ports: {htpp: 1}', /unknown key "ports\.htpp"/],
    ['a value out of range', 'ports: {http: 70000}', /at ports\.http/],
    ['a list', '- 1', /top level/],
    ['broken YAML', 'a: [', /cannot be read/],
  ] as const) {
    it(`refuses ${what} with one sentence`, () => {
      const result = read(yaml);
      assert.equal(result.ok, false);
      assert.match(result.ok ? '' : result.problem, expected);
      assert.equal((result.ok ? '' : result.problem).includes('\n'), false);
    });
  }

  it('says that a file is missing', () => {
    const result = readConfigFile(path.join(folder, 'none.yaml'));
    assert.match(result.ok ? '' : result.problem, /none\.yaml cannot be read: ENOENT/);
  });
});
