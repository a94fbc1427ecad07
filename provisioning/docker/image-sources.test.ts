import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { copyOf, parseDockerfile } from '../../tests/images/engine/parse-dockerfile.ts';
import { versions } from '../compose-file.ts';

const root = join(import.meta.dirname, '..', '..');
const stages = parseDockerfile(readFileSync(join(import.meta.dirname, 'meshprof.Dockerfile'), 'utf8'), versions);

/** Files of the build context that a stage has of its own, or by a whole copy of another stage's folder. */
function filesOf(stageName: string): Set<string> {
  const stage = stages.find(({ name }) => name === stageName);
  assert.ok(stage !== undefined, stageName);
  const inherited = stages.some(({ name }) => name === stage.from) ? [...filesOf(stage.from)] : [];
  const copied = stage.steps
    .filter(({ keyword }) => keyword === 'COPY')
    .flatMap(({ rest }) => {
      const { from, sources } = copyOf(rest);
      if (from !== undefined) return sources.includes('/app') ? [...filesOf(from)] : [];
      return sources.flatMap((source) => globSync([source, `${source}/**/*`], { cwd: root }));
    });
  return new Set([...inherited, ...copied]);
}

/** The entry file of a stage's command. */
function entryOf(stageName: string): string {
  const entrypoint = stages
    .find(({ name }) => name === stageName)
    ?.steps.find(({ keyword }) => keyword === 'ENTRYPOINT');
  const [, entry] = JSON.parse(entrypoint?.rest ?? '[]') as string[];
  assert.ok(entry !== undefined, stageName);
  return entry;
}

/** Every file of ours that running `entry` loads, relative to the project. */
function importsOf(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const [, name, late] of readFileSync(join(root, entry), 'utf8').matchAll(LOADS)) {
    const file = fileOf(name ?? late ?? '', dirname(entry));
    if (file !== undefined) importsOf(file, seen);
  }
  return seen;
}

/** Imports at the head of a file, but for those of types alone, and later ones. */
const LOADS = /^(?:import|export) (?!type\b)(?:[^;']*? from )?'([^']+)'|\bimport\('([^']+)'\)/gm;

function fileOf(name: string, folder: string): string | undefined {
  if (name.startsWith('.')) return relative(root, join(root, folder, name));
  const [, workspace, part] = /^@meshprof\/([\w-]+)(?:\/(.+))?$/.exec(name) ?? [];
  if (workspace === undefined) return undefined;
  const { exports } = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8')) as {
    exports: Record<string, string>;
  };
  const target = exports[part === undefined ? '.' : `./${part}`] ?? exports['./*']?.replace('*', part ?? '');
  return target === undefined ? undefined : join(workspace, target);
}

describe('images have what their programs load', () => {
  it('demo, from sources', () => {
    const there = filesOf('demo');
    const needed = [...importsOf(entryOf('demo'))];
    assert.ok(needed.length > 20, `${needed.length} files`);
    for (const file of needed) assert.ok(existsSync(join(root, file)), file);
    assert.deepEqual(
      needed.filter((file) => !there.has(file)),
      []
    );
  });

  it('controller, beside its bundle', () => {
    const there = filesOf('controller');
    // The second says its version.
    for (const file of [entryOf('controller'), 'controller/package.json']) assert.ok(there.has(file), file);
  });
});
