import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readStrippedNames } from './stripped-truth.ts';
import { buildSymbolsTests } from './symbols-build.ts';

const CLASSES = join(import.meta.dirname, '../core/symbols/stripped/test/corpus/classes.cc');
const SECTION_HEADER_BYTES = 64;
/** For files of a few kilobytes that claim to be large; an honest Envoy takes 90 MB. */
const MAX_PEAK_KIB = 500 * 1024;

let scratch = '';
let file = '';
let honest: Buffer;

before(() => {
  buildSymbolsTests();
  scratch = mkdtempSync(join(tmpdir(), 'meshprof-hostile-'));
  file = join(scratch, 'hostile');
  execFileSync('g++', ['-std=c++20', '-O2', '-s', '-o', file, CLASSES]);
  honest = readFileSync(file);
});
after(() => rmSync(scratch, { recursive: true, force: true }));

function sectionHeaderAt(bytes: Buffer, name: string): number {
  const table = Number(bytes.readBigUInt64LE(40));
  const header = (index: number) => table + index * SECTION_HEADER_BYTES;
  const namesAt = Number(bytes.readBigUInt64LE(header(bytes.readUInt16LE(62)) + 24));
  for (let i = 0; i < bytes.readUInt16LE(60); i++) {
    const start = namesAt + bytes.readUInt32LE(header(i));
    if (bytes.toString('latin1', start, bytes.indexOf(0, start)) === name) return header(i);
  }
  throw new Error(`no section ${name}`);
}

/** Reads the changed file within time and memory, or throws. */
function survives(bytes: Buffer, size = bytes.length) {
  writeFileSync(file, bytes);
  const descriptor = openSync(file, 'r+');
  ftruncateSync(descriptor, size);
  closeSync(descriptor);
  const answer = readStrippedNames(file);
  assert.ok(answer.peakKiB < MAX_PEAK_KIB, `${answer.peakKiB} KiB`);
  return answer;
}

describe('a broken or hostile file costs its names, little time and little memory', () => {
  test('as it is', () => assert.ok(survives(honest).names.length > 30));

  test('cut off anywhere', () => {
    for (let size = 0; size < honest.length; size += 1499) survives(honest.subarray(0, size));
  });

  for (const name of ['.text', '.rodata', '.data.rel.ro', '.rela.dyn', '.eh_frame', '.dynsym', '.dynstr']) {
    test(`4 GB, nearly all of them in ${name}`, () => {
      const bytes = Buffer.from(honest);
      const header = sectionHeaderAt(bytes, name);
      const size = 4 * 1024 ** 3;
      bytes.writeBigUInt64LE(BigInt(size) - bytes.readBigUInt64LE(header + 24), header + 32);
      // Away from its neighbours, which it would otherwise overlap.
      bytes.writeBigUInt64LE(1n << 40n, header + 16);
      survives(bytes, size);
    });
  }

  test('relocations of everything to one place', () => {
    const bytes = Buffer.from(honest);
    const header = sectionHeaderAt(bytes, '.rela.dyn');
    const start = Number(bytes.readBigUInt64LE(header + 24));
    const target = bytes.readBigUInt64LE(start + 16);
    for (let at = start; at < start + Number(bytes.readBigUInt64LE(header + 32)); at += 24) {
      bytes.writeBigUInt64LE(target, at + 16);
    }
    survives(bytes);
  });

  test('classes that inherit from themselves and each other', () => {
    const bytes = Buffer.from(honest);
    const header = sectionHeaderAt(bytes, '.rela.dyn');
    const start = Number(bytes.readBigUInt64LE(header + 24));
    // Every pointer into the data with type information leads to the place of the next such pointer.
    const data = sectionHeaderAt(bytes, '.data.rel.ro');
    const [low, size] = [bytes.readBigUInt64LE(data + 16), bytes.readBigUInt64LE(data + 32)];
    let last = low;
    for (let at = start; at < start + Number(bytes.readBigUInt64LE(header + 32)); at += 24) {
      const target = bytes.readBigUInt64LE(at + 16);
      if (target < low || target >= low + size) continue;
      bytes.writeBigUInt64LE(last, at + 16);
      last = target;
    }
    survives(bytes);
  });

  test('a class name of 1 MB', () => {
    const long = Buffer.concat([honest, Buffer.alloc(1 << 20, 'S_')]);
    const header = sectionHeaderAt(long, '.rodata');
    // Class names start in the added bytes.
    long.writeBigUInt64LE(BigInt(honest.length), header + 24);
    long.writeBigUInt64LE(BigInt(1 << 20), header + 32);
    const { names } = survives(long);
    assert.deepEqual(
      names.filter(({ name }) => name.startsWith('S_')),
      []
    );
  });

  test('200 random changes each', () => {
    // The same changes in every run: a linear congruential generator (Knuth's MMIX).
    let state = 1n;
    const next = (below: number) => {
      state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
      return Number((state >> 33n) % BigInt(below));
    };
    for (let round = 0; round < 100; round++) {
      const bytes = Buffer.from(honest);
      for (let i = 0; i < 200; i++) bytes[next(bytes.length)] = next(256);
      survives(bytes);
    }
  });
});
