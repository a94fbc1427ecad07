import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listGoFunctions } from './go-table.ts';
import { readTrueSymbols } from './symbol-truth.ts';
import { buildSymbolsTests } from './symbols-build.ts';

const PROGRAM = join(import.meta.dirname, '../../tests/workloads/go-burn');
const noGo = spawnSync('go', ['version']).status !== 0 && 'no Go toolchain on this machine';
let scratch = '';

before(() => {
  buildSymbolsTests();
  scratch = mkdtempSync(join(tmpdir(), 'meshprof-go-'));
});
after(() => rmSync(scratch, { recursive: true, force: true }));

function buildGo(name: string, flags: readonly string[]): string {
  const output = join(scratch, name);
  const env = { ...process.env, CGO_ENABLED: '0' };
  execFileSync('go', ['build', ...flags, '-o', output, '.'], { cwd: PROGRAM, env });
  return output;
}

function strip(program: string): string {
  execFileSync('strip', ['-o', `${program}.stripped`, program]);
  return `${program}.stripped`;
}

/** Takes the section table away, as packers do: offset, and count and names' index, of the ELF header. */
function withoutSections(program: string): string {
  const bytes = readFileSync(program);
  bytes.writeBigUInt64LE(0n, 0x28);
  bytes.writeUInt32LE(0, 0x3c);
  const bare = `${program}.bare`;
  writeFileSync(bare, bytes);
  return bare;
}

/** The linker's symbols add the calling convention, and write the middle dot as a dot. */
function spelledAsInTable(symbol: string): string {
  return symbol.replace(/\.abi0$/, '').replaceAll('·', '.');
}

/** Every sized symbol of the program is in the table, with its name, over its whole range. */
function assertTableNamesAllSymbols(program: string): void {
  const functions = listGoFunctions(program);
  const symbols = readTrueSymbols(program, '.symtab').filter(({ size }) => size > 0);
  assert.ok(symbols.length > 1000);
  const byStart = new Map(functions.map((entry) => [entry.start, entry]));
  for (const { linkageName, address, size } of symbols) {
    const entry = byStart.get(address);
    assert.ok(entry !== undefined && entry.limit >= address + size, `${linkageName} is missing`);
    assert.equal(spelledAsInTable(entry.name), spelledAsInTable(linkageName));
  }
  const main = functions.find(({ name }) => name === 'main.main');
  assert.match(main?.file ?? '', /main\.go$/);
}

describe('names of stripped Go programs', { skip: noGo }, () => {
  for (const [title, flags] of [
    ['at a fixed address', []],
    ['position-independent', ['-buildmode=pie']],
  ] as const) {
    test(`${title}: those of the unstripped twin, all of them`, () => {
      const program = buildGo(`burn-${flags.length}`, flags);
      assertTableNamesAllSymbols(program);
      const functions = listGoFunctions(program);
      assert.deepEqual(listGoFunctions(strip(program)), functions);
      assert.deepEqual(listGoFunctions(withoutSections(program)), functions);
    });
  }

  test('built without symbols: those of a build with symbols', () => {
    const names = (program: string) => listGoFunctions(program).map(({ name }) => name);
    assert.deepEqual(names(buildGo('burn-s-w', ['-ldflags=-s -w'])), names(buildGo('burn', [])));
  });

  test('other programs have none', () => {
    assert.deepEqual(listGoFunctions(process.execPath), []);
  });
});
