import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { classOf, readStrippedNames, readTwinSymbols } from './stripped-truth.ts';
import type { StrippedName, StrippedNames } from './stripped-truth.ts';
import { buildSymbolsTests, findCachedEnvoy } from './symbols-build.ts';

const CORPUS = join(import.meta.dirname, '../core/symbols/stripped/test/corpus');
let scratch = '';

before(() => {
  buildSymbolsTests();
  scratch = mkdtempSync(join(tmpdir(), 'meshprof-stripped-'));
});
after(() => rmSync(scratch, { recursive: true, force: true }));

function isMissing(tool: string, ...args: string[]): boolean {
  return spawnSync(tool, args, { stdio: 'ignore' }).status !== 0;
}

function strip(program: string): string {
  const twin = join(scratch, 'stripped');
  execFileSync('strip', ['--strip-all', '-o', twin, program]);
  return twin;
}

/** Bases of the corpus's classes, templates by their name alone. */
const BASES: Record<string, readonly string[]> = {
  'shapes::Left': ['shapes::Base'],
  'shapes::Right': ['shapes::Base'],
  'shapes::FarRight': ['shapes::Right'],
  'several::File': ['several::Reader', 'several::Writer'],
  'several::BufferedFile': ['several::File'],
  'diamond::LeftSide': ['diamond::Top'],
  'diamond::RightSide': ['diamond::Top'],
  'diamond::Bottom': ['diamond::LeftSide', 'diamond::RightSide'],
  'folded::FirstHeir': ['folded::Common'],
  'folded::SecondHeir': ['folded::Common'],
  'templates::Holder': ['shapes::Base'],
  'templates::Pointer': ['shapes::Base'],
  '(anonymous namespace)::InUnnamedNamespace': ['shapes::Base'],
};

function isOrInherits(derived: string, base: string): boolean {
  if (derived === base) return true;
  return (BASES[derived.replace(/<.*/, '')] ?? []).some((next) => isOrInherits(next, base));
}

function areRelated(a: string, b: string): boolean {
  return isOrInherits(a, b) || isOrInherits(b, a);
}

/** Every symbol at the address has the class of the name, or one that it inherits from or passes on to. */
function assertClassIsTrue({ name }: StrippedName, symbols: readonly string[]): void {
  assert.ok(symbols.length > 0, `${name}: no function starts there`);
  const named = classOf(name);
  for (const symbol of symbols) {
    assert.ok(areRelated(named, classOf(symbol)), `${name} is ${symbols.join(' and ')}`);
    if (name.includes('{override of')) assert.notEqual(named, classOf(symbol));
  }
}

function assertWrapperIsTrue({ name }: StrippedName, symbols: readonly string[]): void {
  assert.ok(symbols.length > 0, `${name}: no function starts there`);
  const enclosing = name.slice(0, -'::{lambda}'.length);
  for (const symbol of symbols) {
    const wrapped = /::__function::__func<(.*)>::operator\(\)\(/.exec(symbol)?.[1] ?? '';
    assert.ok(wrapped.startsWith(`${enclosing}::`), `${name} is ${symbol}`);
    assert.match(wrapped.slice(enclosing.length), /^::(?:\$_\d+|\{lambda\(.*?\)#\d+\})/);
  }
}

function assertNamesAreTrue(program: string, { names }: StrippedNames): Map<string, number> {
  const { namesAt } = readTwinSymbols(program);
  const counts = new Map<string, number>();
  for (const named of names) {
    const symbols = namesAt.get(named.start) ?? [];
    if (named.source === 'vtable') assertClassIsTrue(named, symbols);
    if (named.source === 'std-function') assertWrapperIsTrue(named, symbols);
    counts.set(named.source, (counts.get(named.source) ?? 0) + 1);
  }
  return counts;
}

describe('names of a stripped C++ program agree with its unstripped twin', () => {
  const libcxx = ['-stdlib=libc++', '-Wl,-Bstatic', '-lc++', '-lc++abi', '-Wl,-Bdynamic'];
  const gcc = (...flags: string[]) => ['g++', ...flags];
  const clang = (...flags: string[]) => ['clang++-19', ...flags];
  const compilers = [
    gcc('-O2'),
    gcc('-O3', '-no-pie'),
    gcc('-O2', '-flto=auto', '-static'),
    gcc('-O2', '-Wl,-z,pack-relative-relocs'),
    gcc('-O2', '-ffunction-sections', '-fuse-ld=gold', '-Wl,--icf=all'),
    clang('-O2', '-fPIC', ...libcxx),
    clang('-O3', '-ffunction-sections', '-fPIC', '-fuse-ld=lld', '-Wl,--icf=all', ...libcxx),
    clang('-O2', '-flto', '-fuse-ld=lld', '-Wl,--icf=all,--pack-dyn-relocs=relr', ...libcxx),
  ];
  for (const [compiler = '', ...flags] of compilers) {
    // Only what works at all can be tested: lld and libc++ are no part of the set-up.
    const probe = ['-x', 'c++', '-std=c++20', ...flags, '-o', '/dev/null', '-'];
    const skip = spawnSync(compiler, probe, { input: '#include <vector>\nint main() {}' }).status !== 0;
    test(`${compiler} ${flags.join(' ')}`, { skip: skip && 'not installed here' }, (t) => {
      const program = join(scratch, 'classes');
      execFileSync(compiler, ['-std=c++20', ...flags.slice(0, 1), join(CORPUS, 'classes.cc'), '-o', program, ...flags]);
      const answer = readStrippedNames(strip(program));
      assert.equal(answer.problem, '');
      const counts = assertNamesAreTrue(program, answer);
      t.diagnostic(`${answer.names.length} of ${answer.functions} functions named: ${JSON.stringify([...counts])}`);
      assert.ok((counts.get('vtable') ?? 0) >= 20, 'classes are named');
      assert.ok(!flags.includes('-stdlib=libc++') || (counts.get('std-function') ?? 0) >= 3, 'lambdas are named');
      // Symbols change nothing about what is proven without them.
      const full = readStrippedNames(program);
      assert.deepEqual(
        full.names.map(({ name }) => name.replace('classes+0x', 'stripped+0x')),
        answer.names.map(({ name }) => name)
      );
    });
  }
});

/** Many units, since a few do not show whether code was inlined across them. */
const UNITS = 24;

function writeUnits(language: 'c' | 'cc'): string[] {
  const check =
    '#define CHECK(x) ((x) ? (void)0 : failed(__FILE__, __LINE__))\n' +
    `${language === 'cc' ? 'extern "C" ' : ''}void failed(const char *file, int line) __attribute__((noreturn));\n` +
    `static inline int in_header(int v) { CHECK(v != 7); return v + 1; }\n`;
  writeFileSync(join(scratch, 'check.h'), check);
  const calls: string[] = [];
  const files: string[] = [];
  for (let i = 0; i < UNITS; i++) {
    const linkage = language === 'cc' ? 'extern "C" ' : '';
    const next = (i + 1) % UNITS;
    const file = join(scratch, `unit_${i}.${language}`);
    writeFileSync(
      file,
      `#include "check.h"\n${linkage}int unit_${next}_small(int);\n${linkage}int unit_${i}_small(int v) {\n` +
        `  CHECK(v > ${i});\n  return v * ${i + 3};\n}\n` +
        // Only with a neighbour's check inside, if the compiler sees both.
        `${linkage}__attribute__((noinline)) int unit_${i}_caller(int v) {\n  return unit_${next}_small(v) + ${i};\n}\n` +
        `${linkage}__attribute__((noinline)) int unit_${i}_both(int v) {\n  CHECK(v > 1);\n  return in_header(v) + ${i};\n}\n` +
        `${linkage}__attribute__((noinline)) int unit_${i}_header(int v) {\n  return in_header(v) - ${i};\n}\n`
    );
    files.push(file);
    calls.push(`unit_${i}_small(n) + unit_${i}_caller(n) + unit_${i}_both(n) + unit_${i}_header(n)`);
  }
  const prototypes = Array.from({ length: UNITS }, (_, i) =>
    ['small', 'caller', 'both', 'header'].map((what) => `int unit_${i}_${what}(int);`).join('\n')
  ).join('\n');
  const main = join(scratch, `main.${language}`);
  writeFileSync(
    main,
    '#include <stdio.h>\n#include <stdlib.h>\n' +
      (language === 'cc' ? `extern "C" {\n${prototypes}\n}\nextern "C" ` : prototypes + '\n') +
      'void failed(const char *file, int line) { printf("%s %d\\n", file, line); exit(1); }\n' +
      // A path that is no place in a source file.
      '__attribute__((noinline)) FILE *opens(void) { return fopen("some/where/input.c", "r"); }\n' +
      `int main(int n, char **v) { (void)v; opens(); printf("%d\\n", ${calls.join(' +\n  ')}); }\n`
  );
  return [...files, main];
}

describe('source files that a stripped program names are those of the functions', () => {
  for (const [compiler, language, ...flags] of [
    ['gcc', 'c', '-O2'],
    ['gcc', 'c', '-O2', '-no-pie'],
    ['g++', 'cc', '-O3'],
    ['gcc', 'c', '-O2', '-flto=auto'],
    ['clang-19', 'c', '-O2'],
    ['clang-19', 'c', '-O2', '-flto', '-fuse-ld=lld'],
  ] as const) {
    const skip =
      spawnSync(compiler, [...flags, '-x', 'c', '-o', '/dev/null', '-'], { input: 'int main(){}' }).status !== 0;
    test(`${compiler} ${flags.join(' ')}`, { skip: skip && 'not installed here' }, (t) => {
      const program = join(scratch, 'units');
      execFileSync(compiler, [...flags, '-o', program, ...writeUnits(language)]);
      const answer = readStrippedNames(strip(program));
      const { namesAt } = readTwinSymbols(program);
      for (const { start, file, name } of answer.names) {
        const unit = basename(file).replace(/\.[^.]*$/, '');
        for (const symbol of namesAt.get(start) ?? ['nothing'])
          assert.match(symbol, new RegExp(`^${unit}_`), `${name} is ${symbol}`);
        assert.equal(name, `stripped+0x${start.toString(16)} in ${file}`);
      }
      t.diagnostic(`${answer.names.length} of ${answer.functions} functions named`);
      // Inlined across units, a file's name says nothing about the function; then none is used.
      if (flags.some((flag) => flag.startsWith('-flto'))) assert.equal(answer.names.length, 0);
      else assert.ok(answer.names.length >= 2 * UNITS, `${answer.names.length} named`);
    });
  }

  test('a Rust program: no name at all', { skip: isMissing('rustc', '--version') && 'no rustc here' }, () => {
    const source = join(scratch, 'panics.rs');
    writeFileSync(
      source,
      'fn pick(v: &[u64], i: usize) -> u64 { v[i] }\nfn main() { let v: Vec<u64> = std::env::args().map(|a| a.len() as u64).collect(); println!("{}", pick(&v, v.len() - 1)); }\n'
    );
    const program = join(scratch, 'panics');
    execFileSync('rustc', ['-O', '-o', program, source]);
    const { names } = readStrippedNames(strip(program));
    assert.deepEqual(
      names.filter(({ source }) => source !== 'vtable'),
      []
    );
  });
});

test('Node.js, stripped by us: 127 MB, each name true', (t) => {
  const program = realpathSync(process.execPath);
  const answer = readStrippedNames(strip(program));
  const { namesAt, fileAt } = readTwinSymbols(program);
  let classes = 0;
  let files = 0;
  for (const { start, source, file, name } of answer.names) {
    const symbols = namesAt.get(start) ?? [];
    if (source === 'source-file') {
      const unit = fileAt.get(start);
      // A global function made local for the link has no file of its own.
      if (unit === undefined || unit === '' || unit === 'crtstuff.c') continue;
      // The one source file there that others include: its code is theirs.
      assert.ok(unit === basename(file) || file.endsWith('macs/blake2_mac_impl.c'), `${name} is in ${unit}`);
      files++;
    } else if (name.includes('{override of')) {
      const methods = symbols.map((symbol) => /::(\w+)\(/.exec(symbol)?.[1]);
      assert.ok(symbols.length > 1 && new Set(methods).size === 1, `${name} is ${symbols.join(' and ')}`);
    } else {
      assert.ok(
        symbols.some((symbol) => classOf(symbol) === classOf(name)),
        `${name} is ${symbols.join(' and ')}`
      );
      classes++;
    }
  }
  t.diagnostic(`${classes} classes and ${files} files checked; ${answer.names.length} of ${answer.functions} named`);
  assert.ok(classes > 1000 && files > 1000);
});

const envoy = findCachedEnvoy();
test('the stock Envoy names itself', { skip: envoy === undefined && 'no Envoy in the cache' }, (t) => {
  const { names, functions, problem, cpuMs, peakKiB } = readStrippedNames(envoy!);
  assert.equal(problem, '');
  t.diagnostic(`${names.length} of ${functions} functions named in ${cpuMs} ms of CPU, ${peakKiB} KiB at most`);
  assert.ok(names.length > 60_000);
  assert.ok(peakKiB < 150 * 1024);
  assert.ok(names.some(({ name }) => name.startsWith('Envoy::Router::Filter::{virtual#')));
  assert.ok(names.some(({ file }) => file === 'source/common/router/router.cc'));
  assert.ok(names.some(({ source, name }) => source === 'std-function' && name.startsWith('Envoy::')));
});
