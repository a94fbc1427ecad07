import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { checkWritable, writeFileWhole } from './write-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-write-'));

test('writes the whole file in place of the old one and leaves nothing beside it', () => {
  const file = path.join(folder, 'a.otlp');
  writeFileSync(file, 'old');
  assert.deepEqual(writeFileWhole(file, Buffer.from('new')), { ok: true });
  assert.equal(readFileSync(file, 'utf8'), 'new');
  assert.deepEqual(readdirSync(folder), ['a.otlp']);
});

test('says before and after why a file cannot be written', () => {
  const cases = {
    [path.join(folder, 'missing', 'a.otlp')]: 'the folder does not exist',
    [path.join(folder, 'a.otlp', 'b.otlp')]: 'its folder is a file',
    '/proc/x.otlp': 'the folder does not exist',
  };
  for (const [file, why] of Object.entries(cases)) {
    assert.deepEqual(writeFileWhole(file, Buffer.from('x')), { ok: false, message: `cannot write ${file}: ${why}` });
    if (!file.startsWith('/proc')) assert.equal(checkWritable(file).ok, false);
  }
  const taken = path.join(folder, 'folder.otlp');
  mkdirSync(taken);
  assert.deepEqual(checkWritable(taken), { ok: false, message: `cannot write ${taken}: it is a folder` });
  assert.equal(writeFileWhole(taken, Buffer.from('x')).ok, false);
  assert.deepEqual(readdirSync(folder).sort(), ['a.otlp', 'folder.otlp']);
});
