import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { configText } from './config-text.ts';
import { secretsHelp, settingOptions } from './presentation.ts';
import { settingsOf } from './setting-table.ts';

const SETTINGS = settingsOf(
  Type.Object({
    stateDir: Type.String({ description: 'Folder of the database' }),
    joinToken: Type.Optional(Type.String({ secret: true, description: 'Admits new agents' })),
  })
);

test('a setting becomes an option, a secret does not', () => {
  assert.deepEqual(settingOptions(SETTINGS), [
    { flags: '--state-dir <value>', description: 'Folder of the database (MESHPROF_STATE_DIR)' },
  ]);
  assert.match(secretsHelp(SETTINGS), /: joinToken \(MESHPROF_JOIN_TOKEN\)$/);
});

test('what is printed has no secret', () => {
  assert.equal(configText(SETTINGS, { stateDir: '/x', joinToken: 'hunter2' }), 'stateDir: /x\njoinToken: (set)\n');
});
