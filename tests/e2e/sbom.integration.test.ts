import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { projectRoot } from '../../scripts/setup/folders.mjs';

const VALIDATOR = path.join(import.meta.dirname, '../decoders/validate_cyclonedx.py');
const python = process.env.MESHPROF_PYTHON ?? 'python3';

interface Component {
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly licenses?: readonly unknown[];
}

function validate(file: string) {
  return spawnSync(python, [VALIDATOR, file, '1.5'], { encoding: 'utf8' });
}

const hasValidator = spawnSync(python, ['-c', 'import cyclonedx.validation.json']).status === 0;

describe('the bill of materials', { skip: !hasValidator && 'cyclonedx-python-lib is not installed' }, () => {
  let file: string;
  let components: readonly Component[];
  before(() => {
    file = execFileSync(process.execPath, [path.join(projectRoot, 'scripts/dependencies/make-sbom.mjs')], {
      encoding: 'utf8',
    }).trim();
    ({ components } = JSON.parse(readFileSync(file, 'utf8')) as { components: Component[] });
  });

  test('is valid CycloneDX', () => {
    const { status, stderr } = validate(file);
    assert.equal(status, 0, stderr);
  });

  test('what is not valid is found', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-sbom-'));
    try {
      const broken = path.join(folder, 'broken.json');
      writeFileSync(broken, readFileSync(file, 'utf8').replace('"type": "library"', '"type": "libary"'));
      assert.notEqual(validate(broken).status, 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('lists npm packages that run, what is vendored and what is linked, with version and licence', () => {
    const byName = new Map(components.map((component) => [component.name, component]));
    for (const name of ['fastify', 'libbpf', 'elfutils libelf', 'liblzma']) {
      const component = byName.get(name);
      assert.ok(component?.version && component.purl && component.licenses?.length, JSON.stringify(component ?? name));
    }
    for (const tool of ['prettier', 'eslint', '@playwright/test']) assert.equal(byName.has(tool), false, tool);
  });
});
