import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scatteredAddresses, SymbolTruth, telltaleAddresses, readTrueSymbols } from './symbol-truth.ts';
import type { TrueSymbol } from './symbol-truth.ts';
import { buildSymbolsTests, CORPUS_SOURCE, findCachedEnvoy, nameAddresses } from './symbols-build.ts';

const WORKLOADS = join(import.meta.dirname, '../../tests/workloads');
let scratch = '';

before(() => {
  buildSymbolsTests();
  scratch = mkdtempSync(join(tmpdir(), 'meshprof-symbols-'));
});
after(() => rmSync(scratch, { recursive: true, force: true }));

function textRange(symbols: readonly TrueSymbol[]): [number, number] {
  let start = Infinity;
  let limit = 0;
  for (const { address, size } of symbols) {
    start = Math.min(start, address);
    limit = Math.max(limit, address + size);
  }
  return [start, limit + 64];
}

function addressesToCheck(symbols: readonly TrueSymbol[], count: number): number[] {
  return [...telltaleAddresses(symbols, count), ...scatteredAddresses(...textRange(symbols), count)];
}

/** A name that was cut at its greatest length stands for the whole one. */
function isOneOf(name: string, allowed: Set<string>): boolean {
  if (!name.endsWith('…')) return allowed.has(name);
  return [...allowed].some((full) => full.startsWith(name.slice(0, -1)));
}

/** Every name is one that covers its address; with `complete`, every covered address has a name. */
function assertNamesAreTrue(names: Map<number, string>, truth: SymbolTruth, { complete }: { complete: boolean }) {
  let named = 0;
  for (const [address, name] of names) {
    const allowed = truth.namesAt(address);
    if (name !== '') {
      named++;
      assert.ok(
        isOneOf(name, allowed),
        `false name at 0x${address.toString(16)}: ${name}; true: ${[...allowed].join(', ')}`
      );
    } else if (complete) {
      assert.equal(allowed.size, 0, `no name at 0x${address.toString(16)}; true: ${[...allowed].join(', ')}`);
    }
  }
  return named;
}

function assertWholeFileIsTrue(file: string, table: '.symtab' | '.dynsym', count: number) {
  const symbols = readTrueSymbols(file, table);
  assert.ok(symbols.length > 0, `${file} has no ${table}`);
  const answer = nameAddresses(file, addressesToCheck(symbols, count));
  assert.equal(answer.problem, '');
  const named = assertNamesAreTrue(answer.names, new SymbolTruth(symbols), { complete: true });
  assert.ok(named > 0);
  return answer;
}

/** Strips a copy and names both: the copy may know less, but nothing else. */
function assertTwinTellsNoLies(file: string, stripArguments: readonly string[]) {
  const twin = join(scratch, 'stripped');
  execFileSync('strip', [...stripArguments, '-o', twin, file]);
  const symbols = readTrueSymbols(file, '.symtab');
  const truth = new SymbolTruth([...symbols, ...readTrueSymbols(file, '.dynsym')]);
  const addresses = addressesToCheck(symbols, 20_000);
  assertNamesAreTrue(nameAddresses(file, addresses).names, truth, { complete: true });
  const stripped = nameAddresses(twin, addresses);
  const named = assertNamesAreTrue(stripped.names, truth, { complete: false });
  const left = new SymbolTruth([...readTrueSymbols(twin, '.symtab'), ...readTrueSymbols(twin, '.dynsym')]);
  assertNamesAreTrue(stripped.names, left, { complete: true });
  return named;
}

describe('no false names', () => {
  for (const flags of [['-O2'], ['-O0'], ['-O2', '-rdynamic'], ['-O2', '-static'], ['-O2', '-no-pie', '-flto=auto']]) {
    test(`C++ compiled with ${flags.join(' ')}, and its stripped twin`, () => {
      const program = join(scratch, 'corpus');
      execFileSync('c++', ['-std=c++20', ...flags, '-o', program, CORPUS_SOURCE]);
      const named = assertTwinTellsNoLies(program, ['--strip-all']);
      assert.ok(named > 0 || !flags.includes('-rdynamic'));
      // Some symbols kept: the rest must not go to those.
      assert.ok(assertTwinTellsNoLies(program, ['--strip-unneeded', '--keep-symbol=main']) > 0);
    });
  }

  for (const [language, tool] of [
    ['go', 'go'],
    ['rust', 'rustc'],
  ] as const) {
    const missing = spawnSync(tool, [language === 'go' ? 'version' : '--version']).status !== 0;
    test(`${language} and its stripped twin`, { skip: missing && `no ${tool} on this machine` }, () => {
      execFileSync('make', ['-s', '-C', WORKLOADS, language], { stdio: 'ignore' });
      const program = join(WORKLOADS, 'build', `${language}-burn`);
      assertTwinTellsNoLies(program, ['--strip-all']);
    });
  }

  test('the C library: sized exported functions only', () => {
    const library = execFileSync('c++', ['-print-file-name=libc.so.6']).toString().trim();
    assertWholeFileIsTrue(realpathSync(library), '.dynsym', 40_000);
  });

  test('Node.js: 127 MB and 140,000 symbols', () => {
    const { heapBytes } = assertWholeFileIsTrue(realpathSync(process.execPath), '.symtab', 30_000);
    assert.ok(heapBytes < 30 * 1024 * 1024, `${heapBytes} bytes for the symbol table`);
  });

  const envoy = findCachedEnvoy();
  test(
    'the stock, stripped Envoy',
    { skip: envoy === undefined && 'no Envoy in the cache; `npm run setup` fetches it' },
    () => {
      assert.ok(envoy !== undefined && existsSync(envoy));
      const exported = readTrueSymbols(envoy, '.dynsym');
      assertWholeFileIsTrue(envoy, '.dynsym', 60_000);
      // The wrong name that other profilers give nearly all of Envoy's code.
      const callback = exported.find((symbol) => symbol.name.startsWith('envoy_dynamic_module_callback_'));
      assert.ok(callback !== undefined);
      const { names } = nameAddresses(envoy, [callback.address, callback.address + callback.size]);
      assert.equal(names.get(callback.address), callback.name);
      assert.notEqual(names.get(callback.address + callback.size), callback.name);
    }
  );
});
