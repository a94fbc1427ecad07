import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Corpus, LIBCXX, whyNoCompiler } from './stripped-corpus.ts';
import { readStrippedNames, readTwinSymbols } from './stripped-truth.ts';
import { buildSymbolsTests } from './symbols-build.ts';

const scratch = mkdtempSync(join(tmpdir(), 'meshprof-units-'));
before(buildSymbolsTests);
after(() => rmSync(scratch, { recursive: true, force: true }));

function newCorpus(name: string): Corpus {
  const folder = join(scratch, name);
  mkdirSync(folder);
  return new Corpus(folder);
}

/** Many units, since a few do not show whether the linker keeps them together. */
const UNITS = 24;
/** So often a unit follows that names no file. */
const SILENT_EVERY = 4;
const COMMON = `
#define NOINLINE __attribute__((noinline))
extern volatile int sink;
[[noreturn]] void failed(const char *file, int line);
#define CHECK(x) ((x) ? (void)0 : failed(__FILE__, __LINE__))
template <int unit> NOINLINE int unit_template(int v) { return sink * unit + v; }
inline NOINLINE int shared_by_all(int v) { return sink + v * 3; }
`;

/** A function with a file's name at both ends, what a unit can hold in between, and a unit that names no file. */
function unitsCorpus(): Corpus {
  const corpus = newCorpus('units');
  corpus.add('common.h', COMMON);
  for (let i = 0; i < UNITS; i++) {
    const previous = i === 0 ? '' : `int unit_${i - 1}_after(int);`;
    corpus.add(
      `unit_${i}.cc`,
      `#include "common.h"
int unit_${i + 1}_service(int); ${previous}
int unit_${i}_first(int v) { CHECK(v > ${i}); return v * ${i + 3}; }
NOINLINE static int unit_${i}_helper(int v) { return sink * ${i + 7} + v; }
NOINLINE int unit_${i}_service(int v) { return sink - ${i + 11} * v; }
NOINLINE int unit_${i}_uses(int v) {
  return unit_${i}_helper(v) + unit_template<${i}>(v) + shared_by_all(v) + unit_${i + 1}_service(v) + sink;
}
int unit_${i}_last(int v) { CHECK(v != ${i}); return unit_${i}_uses(v) - v; }`
    );
    if (i % SILENT_EVERY !== 0) continue;
    corpus.add(
      `silent_${i}.cc`,
      `#include "common.h"
NOINLINE static int silent_${i}_helper(int v) { return sink + v * ${i}; }
NOINLINE int silent_${i}(int v) { return silent_${i}_helper(v) * sink; }`
    );
  }
  const calls = Array.from({ length: UNITS }, (_, i) => `unit_${i}_first(n) + unit_${i}_last(n)`);
  const prototypes = Array.from({ length: UNITS }, (_, i) => `int unit_${i}_first(int); int unit_${i}_last(int);`);
  for (let i = 0; i < UNITS; i += SILENT_EVERY) {
    calls.push(`silent_${i}(n)`);
    prototypes.push(`int silent_${i}(int);`);
  }
  corpus.add(
    'main.cc',
    `#include "common.h"
#include <cstdio>
#include <cstdlib>
volatile int sink;
${prototypes.join('\n')}
void failed(const char *file, int line) { printf("%s %d\\n", file, line); exit(1); }
int unit_${UNITS}_service(int v) { return sink ^ v; }
int main(int n, char **) { printf("%d\\n", ${calls.join(' +\n  ')} + shared_by_all(n)); }`
  );
  return corpus;
}

/** The unit that a function of the corpus was compiled in; none for what any unit could have brought. */
function unitOf(symbol: string): string | undefined {
  const [, template] = /unit_template<(\d+)>/.exec(symbol) ?? [];
  return template === undefined ? /^(?:unit|silent)_\d+/.exec(symbol)?.[0] : `unit_${template}`;
}

/** Names of the functions that have a unit, after a look at every file and unit. */
function assertUnitsAreTrue(program: string, stripped: string): string[] {
  const { names, problem } = readStrippedNames(stripped);
  assert.equal(problem, '');
  const { namesAt } = readTwinSymbols(program);
  const inUnits: string[] = [];
  for (const { start, file, source, name } of names) {
    // The runtime library has files of its own.
    if (!file.startsWith(scratch) && !file.startsWith('some/')) continue;
    const symbols = namesAt.get(start) ?? ['nothing'];
    for (const symbol of symbols) assert.equal(unitOf(symbol), basename(file, '.cc'), `${name} is ${symbol}`);
    const relation = source === 'source-unit' ? 'in unit' : 'in';
    assert.equal(name, `stripped+0x${start.toString(16)} ${relation} ${file}`);
    if (source === 'source-unit') inUnits.push(...symbols);
  }
  return inUnits;
}

describe('what lies between functions of one source file was compiled with them', () => {
  const cases: { flags: string[]; hasUnits: boolean }[] = [
    { flags: ['-O2', '-fuse-ld=lld'], hasUnits: true },
    { flags: ['-O2', '-fuse-ld=lld', '-ffunction-sections', '-Wl,--gc-sections'], hasUnits: true },
    { flags: ['-O2', '-fuse-ld=lld', '-no-pie'], hasUnits: true },
    // An order of functions that is not that of the units.
    { flags: ['-O2', '-fuse-ld=lld', '-ffunction-sections', '-Wl,--shuffle-sections=*=7'], hasUnits: false },
    { flags: ['-O2', '-fuse-ld=gold', '-ffunction-sections'], hasUnits: false },
    { flags: ['-O2', '-fuse-ld=bfd'], hasUnits: false },
    { flags: ['-O2', '-fuse-ld=lld', '-flto'], hasUnits: false },
  ];
  const corpus = unitsCorpus();
  for (const { flags, hasUnits } of cases) {
    test(`clang++-19 ${flags.join(' ')}`, { skip: whyNoCompiler('clang++-19', flags) }, (t) => {
      const { program, stripped } = corpus.build('clang++-19', flags);
      const inUnits = assertUnitsAreTrue(program, stripped);
      t.diagnostic(`${inUnits.length} functions have a unit`);
      // The copy that serves every unit, and units that say nothing, have none.
      assert.deepEqual(
        inUnits.filter((symbol) => symbol.startsWith('shared') || symbol.startsWith('silent')),
        []
      );
      if (!hasUnits) return assert.deepEqual(inUnits, []);
      const count = (part: string) => inUnits.filter((symbol) => symbol.includes(part)).length;
      assert.ok(count('_helper') >= UNITS - 2, `${count('_helper')} that only the unit calls`);
      // Without sections of their own, functions of headers lie behind the unit's others.
      if (flags.includes('-ffunction-sections'))
        assert.ok(count('_template') >= UNITS - 2, `${count('_template')} that only the unit needs of a header`);
      assert.ok(count('_service') >= UNITS - 3, `${count('_service')} that an earlier unit calls`);
    });
  }
});

const LOCATIONS = `
#include <source_location>
#define NOINLINE __attribute__((noinline))
extern volatile int sink;
[[noreturn]] void failed(std::source_location where = std::source_location::current());
inline int in_header(int v) { if (v == 7) failed(); return v + sink; }
// What has the shape of such locations and is none.
struct Place { const char *file, *function; unsigned line, column; };
extern const Place table[4];
`;

function locationsCorpus(): Corpus {
  const corpus = newCorpus('locations');
  corpus.add('location.h', LOCATIONS);
  for (let i = 0; i < UNITS; i++) {
    corpus.add(
      `unit_${i}.cc`,
      `#include "location.h"
NOINLINE int unit_${i}_one(int v) { if (v > ${i + 100}) failed(); return v * ${i + 3} + sink; }
NOINLINE int unit_${i}_two(int v) { if (v < ${i}) failed(); if (v == 3) failed(); return in_header(v); }
NOINLINE int unit_${i}_header(int v) { return in_header(v) * ${i + 5}; }`
    );
  }
  const places = Array.from({ length: 4 }, (_, i) => `{"some/where/table.cc", "function", ${i + 1}, ${i + 2}}`);
  corpus.add('table.cc', `#include "location.h"\nextern const Place table[4] = {${places.join(', ')}};`);
  const calls = Array.from({ length: UNITS }, (_, i) => `unit_${i}_one(n) + unit_${i}_two(n) + unit_${i}_header(n)`);
  const prototypes = Array.from(
    { length: UNITS },
    (_, i) => `int unit_${i}_one(int); int unit_${i}_two(int); int unit_${i}_header(int);`
  );
  corpus.add(
    'main.cc',
    `#include "location.h"
#include <cstdio>
#include <cstdlib>
volatile int sink;
${prototypes.join('\n')}
void failed(std::source_location w) { printf("%s %s %u\\n", w.file_name(), w.function_name(), w.line()); exit(1); }
NOINLINE void prints(const Place *first, const Place *limit) {
  for (const Place *p = first; p < limit; p++) printf("%s %s %u\\n", p->file, p->function, p->line);
}
NOINLINE void prints_one(const Place *p) { printf("%s %u\\n", p->file, p->line + sink); }
NOINLINE void reads_table(int n) { prints(table, table + n % 4); }
NOINLINE void passes_first() { prints_one(table); sink = 1; }
int main(int n, char **) { reads_table(n); passes_first(); printf("%d\\n", ${calls.join(' +\n  ')}); }`
  );
  return corpus;
}

describe('std::source_location proves the file of the function that names it', () => {
  const compilers: [string, ...string[]][] = [
    ['g++', '-O2'],
    ['g++', '-O2', '-no-pie'],
    ['clang++-19', '-O2'],
    ['clang++-19', '-O2', '-fuse-ld=lld', ...LIBCXX],
    ['clang++-19', '-O2', '-flto', '-fuse-ld=lld'],
  ];
  const corpus = locationsCorpus();
  for (const [compiler, ...flags] of compilers) {
    test(`${compiler} ${flags.join(' ')}`, { skip: whyNoCompiler(compiler, flags) }, (t) => {
      const { program, stripped } = corpus.build(compiler, flags);
      const inUnits = assertUnitsAreTrue(program, stripped);
      const files = readStrippedNames(stripped).names.filter(({ source }) => source === 'source-file');
      t.diagnostic(`${files.length} functions name a file, ${inUnits.length} have a unit`);
      // GCC has them in writable data, which is not read; link-time optimisation may inline them elsewhere.
      if (compiler === 'clang++-19' && !flags.includes('-flto'))
        assert.ok(files.length >= 2 * UNITS - 2, `${files.length} named`);
    });
  }
});
