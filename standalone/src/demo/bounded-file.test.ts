import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openBoundedFile } from './bounded-file.ts';

describe('bounded file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshprof-bounded-'));
  after(() => rmSync(folder, { recursive: true }));

  it('keeps the newest bytes in two files of at most the limit', () => {
    const path = join(folder, 'log');
    const file = openBoundedFile(path, 10);
    for (let i = 0; i < 10; i += 1) file.append(Buffer.from(`${i}${i}${i}${i}`));
    assert.equal(readFileSync(path, 'utf8'), '88889999');
    assert.equal(readFileSync(`${path}.1`, 'utf8'), '66667777');
  });

  it('takes one chunk above the limit whole', () => {
    const path = join(folder, 'large');
    openBoundedFile(path, 10).append(Buffer.alloc(100));
    assert.equal(statSync(path).size, 100);
  });

  it('drops and counts what cannot be written', () => {
    const file = openBoundedFile('/dev/full', 10);
    file.append(Buffer.from('lost'));
    assert.equal(file.droppedBytes(), 4);
  });
});
