import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { grafanaContext } from './local-user.ts';

it('has the fields that the controller reads, under the names a recorded Grafana gave them', () => {
  const file = new URL('../../../tests/golden/grafana/plugin-proxy-post-editor.json', import.meta.url);
  const { headers } = JSON.parse(readFileSync(file, 'utf8')) as { headers: Record<string, string> };
  const recorded = JSON.parse(headers['X-Grafana-Context'] ?? '{}') as Record<string, unknown>;
  const ours = JSON.parse(grafanaContext({ login: 'mia', role: 'Editor' })) as Record<string, unknown>;
  for (const [name, value] of Object.entries(ours)) assert.equal(typeof recorded[name], typeof value, name);
  assert.equal(ours.Login, 'mia');
  assert.equal(ours.OrgRole, 'Editor');
});

it('writes names that are not Latin-1 so that they fit into a header', () => {
  const context = grafanaContext({ login: 'Ζωή 🦊', role: 'Admin' });
  assert.match(context, /^[\x20-\x7e]+$/);
  assert.equal((JSON.parse(context) as { Login: string }).Login, 'Ζωή 🦊');
});
