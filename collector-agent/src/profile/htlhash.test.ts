import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { htlhashOfFile } from './htlhash.ts';

const folder = mkdtempSync(join(tmpdir(), 'meshprof-htlhash-'));
after(() => rmSync(folder, { recursive: true }));

function file(content: Buffer): string {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return path;
}

/** The specification's formula over the whole content. */
function expected(content: Buffer): string {
  const length = Buffer.from(content.length.toString(16).padStart(16, '0'), 'hex');
  const input = Buffer.concat([content.subarray(0, 4096), content.subarray(-4096), length]);
  return createHash('sha256').update(input).digest('hex').slice(0, 32);
}

test('hashes first and last page and length, overlapping in short files', () => {
  for (const sizeBytes of [0, 1, 4095, 4096, 5000, 8192, 20_000]) {
    const content = Buffer.from(Array.from({ length: sizeBytes }, (_, i) => (i * 7) % 251));
    assert.equal(htlhashOfFile(file(content)), expected(content), `${sizeBytes} bytes`);
  }
});

test('gives nothing for what is no readable file, and does not hang on a pipe', () => {
  assert.equal(htlhashOfFile(join(folder, 'missing')), undefined);
  assert.equal(htlhashOfFile(folder), undefined);
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  assert.equal(htlhashOfFile(pipe), undefined);
});
