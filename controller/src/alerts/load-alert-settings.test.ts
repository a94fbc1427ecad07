import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { DEFAULT_ALERT_SETTINGS } from '@meshprof/contracts';
import { loadAlertSettings } from './load-alert-settings.ts';

describe('alertsFile', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-alerts-'));
  after(() => rmSync(folder, { recursive: true }));
  const load = (text: string) => {
    const file = path.join(folder, 'alerts.yaml');
    writeFileSync(file, text);
    return loadAlertSettings(file);
  };

  it('replaces the defaults key by key', () => {
    const loaded = load('cooldownMs: 60000\nrules:\n  - { by: [node], narrow: [process], stop: true }\n');
    assert.ok(loaded.ok);
    const rules = [{ by: ['node'], narrow: ['process'], stop: true }];
    assert.deepEqual(loaded.value, { ...DEFAULT_ALERT_SETTINGS, cooldownMs: 60_000, rules });
  });

  it('may be left out or empty', () => {
    assert.deepEqual(loadAlertSettings(undefined), { ok: true, value: DEFAULT_ALERT_SETTINGS });
    assert.deepEqual(load(''), { ok: true, value: DEFAULT_ALERT_SETTINGS });
  });

  it('is refused in a sentence for each thing that is wrong', () => {
    const loaded = load('cooldown: 1\nmaxTasks: 0\nrules: [{ by: [colour] }]\nlabels: { colour: [red] }\n');
    assert.ok(!loaded.ok);
    assert.match(loaded.message, /^unknown key "cooldown" in \S+; did you mean "cooldownMs"\?$/m);
    assert.match(loaded.message, /^"maxTasks" in \S+ must be >= 1$/m);
    assert.match(loaded.message, /^"rules.0.by.0" in \S+ must be equal to one of the allowed values$/m);
    assert.match(loaded.message, /^"labels\S*" in /m);
    assert.match((loadAlertSettings('/nowhere') as { message: string }).message, /^cannot read .*ENOENT/);
  });
});
