import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { licenceProblem, npmDependencies } from '../../scripts/dependencies/licences.mjs';
import { mergeDependencies } from '../../scripts/dependencies/make-sbom.mjs';

const root = path.join(import.meta.dirname, '../..');
const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as object;

type Use = 'shipped' | 'tools' | 'linked' | 'collector';
const problem = (license: string | undefined, use: Use = 'shipped') =>
  licenceProblem({ name: 'some', version: '1.0.0', license, use });

test('a licence is allowed by what is done with the package', () => {
  for (const license of ['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT'])
    assert.equal(problem(license), undefined);
  assert.match(problem('GPL-3.0-only') ?? '', /GPL-3.0-only, which is not allowed for what is shipped/);
  assert.match(problem('MIT AND AGPL-3.0-only') ?? '', /not allowed/);
  assert.match(problem('MPL-2.0') ?? '', /not allowed/);
  for (const use of ['tools', 'collector'] as const) assert.equal(problem('MPL-2.0', use), undefined);
  assert.equal(problem('LGPL-3.0-or-later OR GPL-2.0-or-later', 'linked'), undefined);
});

test('a package without a licence, or with a wrong one, is a problem', () => {
  assert.match(problem(undefined) ?? '', /states no licence/);
  assert.match(problem('SEE LICENSE IN FILE') ?? '', /is no SPDX expression/);
});

test('the lock file has a checksum of each package, and no package without a version', () => {
  const dependencies = npmDependencies(lock) as { name: string; version: string; integrity?: string }[];
  assert.ok(dependencies.length > 1_000);
  for (const { name, version, integrity } of dependencies) {
    assert.match(integrity ?? '', /^sha512-/, name);
    assert.match(version, /^\d/, name);
  }
});

test('a package that npm 10 lists for each of its places is one in the bill of materials', () => {
  const listed = [
    { ref: 'a@1', dependsOn: ['b@1'] },
    { ref: 'b@1', dependsOn: [] },
    { ref: 'a@1', dependsOn: ['b@1', 'c@1'] },
  ];
  assert.deepEqual(mergeDependencies(listed), [
    { ref: 'a@1', dependsOn: ['b@1', 'c@1'] },
    { ref: 'b@1', dependsOn: [] },
  ]);
});
