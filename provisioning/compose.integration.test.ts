import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { parse } from 'yaml';
import { compose, composeText, versions } from './compose-file.ts';

/** The library that `docker compose` itself loads files with, and its small command. */
const LOADER = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2';

it('docker-compose.yml is accepted by Compose’s own loader', () => {
  const go = execFileSync(process.execPath, [join(import.meta.dirname, 'collector', 'find-go.mjs')], {
    encoding: 'utf8',
  }).trim();
  // The command knows nothing of .env, so the versions are filled in before.
  const filled = composeText.replaceAll(/(?<!\$)\$\{(\w+)\}/g, (_, name: string) => versions[name] ?? '');
  const folder = mkdtempSync(join(tmpdir(), 'meshprof-compose-'));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'docker-compose.yml'), filled);

  const output = execFileSync(go, ['run', LOADER, 'docker-compose.yml'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, COMPOSE_PROFILES: 'demo,postgres', GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { services } = parse(output) as { services: Record<string, { image: string }> };
  assert.equal(Object.keys(services).length, Object.keys(compose.services).length);
  for (const [name, { image }] of Object.entries(services)) assert.match(image, /:[\w.]+$/, name);
});
