import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT_CODES } from '../cli/exit-codes.ts';
import type { BinaryDescription, ResolvedAddress } from './binary-description.ts';

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const SOURCE = `
#include <stdlib.h>
static inline __attribute__((always_inline)) int square(int x) { return x * x + rand(); }
__attribute__((noinline)) int hidden(int x) { return square(x) + 1; }
int main(int count, char **words) { return hidden(count) == 0; }
`;

let folder = '';
const at = (name: string) => path.join(folder, name);
const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: folder });

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'meshprof-symbols-'));
  writeFileSync(at('program.c'), SOURCE);
  run('cc', '-g', '-O2', '-o', 'whole', 'program.c');
  run('objcopy', '--only-keep-debug', 'whole', 'whole.debug');
  run('strip', '-o', 'stripped', 'whole');
});
after(() => rmSync(folder, { recursive: true, force: true }));

function meshprof(...args: string[]) {
  return spawnSync(process.execPath, [MAIN, 'symbols', ...args], { encoding: 'utf8' });
}

function describeBinary(...args: string[]): BinaryDescription {
  const { stdout, stderr, status } = meshprof('--json', ...args);
  assert.equal(status, EXIT_CODES.ok, stderr);
  return JSON.parse(stdout) as BinaryDescription;
}

function functionsOf({ sources }: BinaryDescription, wanted: string): number {
  return sources.find(({ source }) => source === wanted)?.functions ?? -1;
}

/** Address of a function in hex, by binutils. */
function addressOf(name: string): string {
  const line = run('nm', 'whole')
    .toString()
    .split('\n')
    .find((row) => row.endsWith(` ${name}`));
  return `0x${(line ?? '').split(' ')[0]?.replace(/^0+/, '')}`;
}

function nameAt(address: string, ...args: string[]): ResolvedAddress | undefined {
  const { stdout, stderr, status } = meshprof('--json', '--addresses', address, ...args);
  assert.equal(status, EXIT_CODES.ok, stderr);
  return (JSON.parse(stdout) as ResolvedAddress[])[0];
}

test('an unstripped binary and its stripped twin', () => {
  const whole = describeBinary(at('whole'));
  assert.equal(whole.isStripped, false);
  assert.equal(whole.hasDwarf, true);
  assert.ok(functionsOf(whole, 'symtab') > 2);
  assert.deepEqual(whole.advice, []);
  const stripped = describeBinary(at('stripped'));
  assert.equal(stripped.isStripped, true);
  assert.equal(stripped.buildId, whole.buildId);
  assert.equal(functionsOf(stripped, 'symtab'), 0);
  assert.equal(stripped.unwindEntries, whole.unwindEntries);
  assert.match(stripped.advice.join(' '), /meshprof symbols pack/);
  assert.equal(nameAt(addressOf('hidden'), at('stripped'))?.name, '');
});

test('a debug file by its link, and by name', () => {
  mkdirSync(at('linked/.debug'), { recursive: true });
  run('cp', 'whole.debug', 'linked/.debug/program.debug');
  run('cp', 'whole.debug', 'program.debug');
  run('objcopy', '--add-gnu-debuglink=program.debug', 'stripped', 'linked/program');
  rmSync(at('program.debug'));
  const linked = describeBinary(at('linked/program'));
  assert.equal(linked.debugFile, at('linked/.debug/program.debug'));
  assert.ok(functionsOf(linked, 'debug-file') > 2);
  const found = nameAt(addressOf('hidden'), at('stripped'), '--debug', at('whole.debug'));
  assert.deepEqual([found?.name, found?.source], ['hidden', 'debug-file']);
});

test('symbols inside .gnu_debugdata', () => {
  run('objcopy', '-S', '--remove-section=.comment', '--keep-symbol=hidden', '--only-keep-debug', 'whole', 'mini');
  run('xz', '--keep', 'mini');
  run('objcopy', '--add-section', '.gnu_debugdata=mini.xz', 'stripped', 'with-data');
  const found = nameAt(addressOf('hidden'), at('with-data'));
  assert.deepEqual([found?.name, found?.source], ['hidden', 'debug-data']);
});

test('a symbol pack gives the stripped twin its names and files', () => {
  assert.equal(meshprof('pack', at('stripped'), '--debug', at('whole.debug'), '-o', folder).status, EXIT_CODES.ok);
  const { buildId } = describeBinary(at('stripped'));
  const pack = at(`${buildId}.mpsym`);
  const found = nameAt(addressOf('hidden'), at('stripped'), '--pack', pack);
  assert.deepEqual([found?.name, found?.source], ['hidden', 'symbol-pack']);
  assert.match(found?.file ?? '', /program\.c$/);

  const bytes = readFileSync(pack);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff;
  writeFileSync(at('damaged.mpsym'), bytes);
  const damaged = meshprof(at('stripped'), '--pack', at('damaged.mpsym'));
  assert.equal(damaged.status, EXIT_CODES.binary);
  assert.match(damaged.stderr, /^meshprof: .*damaged.*\n$/);
});

test('lines and inlined functions', () => {
  const main = nameAt(addressOf('hidden'), at('whole'), '--inlines');
  assert.equal(main?.frames.at(-1)?.function, 'hidden');
  assert.equal(main?.frames.at(-1)?.isInlined, false);
  const start = parseInt(addressOf('hidden'), 16);
  const inside = Array.from({ length: 24 }, (_, offset) => `0x${(start + offset).toString(16)}`);
  const { stdout } = meshprof('--json', '--inlines', '--addresses', inside.join(','), at('whole'));
  const inlined = (JSON.parse(stdout) as ResolvedAddress[]).find(({ frames }) => frames.length === 2);
  assert.deepEqual(
    inlined?.frames.map(({ function: name, line, isInlined }) => [name, line, isInlined]),
    [
      ['square', 3, true],
      ['hidden', 4, false],
    ]
  );
});

/** Offset of a section in the file, by binutils. */
function offsetOf(section: string, file: string): number {
  const [, offset] = new RegExp(`${section}\\s+PROGBITS\\s+[0-9a-f]+ ([0-9a-f]+)`).exec(
    run('readelf', '-SW', file).toString()
  )!;
  return parseInt(offset!, 16);
}

test('a section that claims to hold a terabyte costs its lines, in bounded memory', () => {
  run('objcopy', '--compress-debug-sections=zlib', 'whole', 'lying');
  const bytes = readFileSync(at('lying'));
  bytes.writeBigUInt64LE(1n << 40n, offsetOf('.debug_info', 'lying') + 8); // Elf64_Chdr.ch_size
  writeFileSync(at('lying'), bytes);
  assert.equal(nameAt(addressOf('hidden'), at('lying'), '--inlines')?.name, 'hidden');
});

test('what is no binary, or another one, is one sentence and an exit code', () => {
  writeFileSync(at('text'), 'not ELF\n');
  const foreign = readFileSync(at('whole'));
  foreign.writeUInt16LE(183, 18); // EM_AARCH64
  writeFileSync(at('foreign'), foreign);
  run('cc', '-g', '-O1', '-DOTHER', '-o', 'other', 'program.c');
  const wrong: [string[], RegExp][] = [
    [[at('text')], /not an ELF file/],
    [[at('foreign')], /another kind of machine/],
    [[at('nowhere')], /cannot read the binary/],
    [[folder], /cannot read the binary/],
    [[at('stripped'), '--debug', at('other')], /of another build/],
    [[at('stripped'), '--pack', at('whole')], /no symbol pack/],
    [['pack', at('stripped'), '--debug', at('other'), '-o', at('x.mpsym')], /of another build/],
  ];
  for (const [args, message] of wrong) {
    const { status, stderr, stdout } = meshprof(...args);
    assert.equal(status, EXIT_CODES.binary, `${args.join(' ')}: ${stderr}`);
    assert.match(stderr, message);
    assert.match(stderr, /^meshprof: [^\n]+\n$/);
    assert.equal(stdout, '');
  }
  assert.equal(existsSync(at('x.mpsym')), false);
  assert.equal(meshprof(at('whole'), '--addresses', 'main').status, EXIT_CODES.usage);
});
