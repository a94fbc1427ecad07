import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Corpus, LIBCXX, whyNoCompiler } from './stripped-corpus.ts';
import { classOf, readStrippedNames, readTwinSymbols } from './stripped-truth.ts';
import { buildSymbolsTests } from './symbols-build.ts';

const scratch = mkdtempSync(join(tmpdir(), 'meshprof-folding-'));
before(buildSymbolsTests);
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Enough that a linker which folds would have had much to fold. */
const CLASSES = 150;
const LAMBDAS = 30;

/**
 * Of each `Base`: a virtual function like many others, one that its heir calls by name, and one whose code is that of a
 * stranger, which is no virtual function and is called by name.
 */
function classesCorpus(): Corpus {
  const corpus = new Corpus(scratch);
  const classes = Array.from(
    { length: CLASSES },
    (_, i) => `
struct Base${i} {
  virtual ~Base${i}() = default;
  virtual int alike() { return sink + 1; }
  NOINLINE virtual int by_name(int v) { return sink * ${i + 3} + v; }
  NOINLINE virtual int like_a_strangers(int v) { return sink - ${i + 5} * v; }
};
struct Heir${i} : Base${i} {
  int by_name(int v) override { return Base${i}::by_name(v) ^ ${i}; }
};
struct Stranger${i} {
  NOINLINE int like_a_virtual_one(int v) { return sink - ${i + 5} * v; }
};
NOINLINE int use${i}(int v) {
  Base${i} *some = v > ${i} ? make<Base${i}>() : make<Heir${i}>();
  sink = v;
  return some->alike() + some->by_name(v) + some->like_a_strangers(v) + Stranger${i}().like_a_virtual_one(v);
}`
  );
  const lambdas = Array.from(
    { length: LAMBDAS },
    (_, i) => `
NOINLINE static std::function<int(int)> lambda${i}() { return [](int v) { return v * sink + ${i}; }; }`
  );
  const uses = Array.from({ length: CLASSES }, (_, i) => `use${i}(n)`);
  const calls = Array.from({ length: LAMBDAS }, (_, i) => `lambda${i}()(n)`);
  corpus.add(
    'main.cc',
    `#include <cstdio>
#include <functional>
#define NOINLINE __attribute__((noinline))
volatile int sink;
int other(int);
template <typename Class> NOINLINE Class *make() { return new Class; }
${classes.join('\n')}
${lambdas.join('\n')}
int main(int n, char **) { sink = n; printf("%d\\n", other(n) + ${[...uses, ...calls].join(' +\n  ')}); }`
  );
  corpus.add(
    'other.cc',
    `namespace {
struct Local { virtual ~Local() = default; virtual int method(int v) { return v + 77; } };
struct Heir : Local { int method(int v) override { return v * 79; } };
}
int other(int v) {
  static Local *local = v > 3 ? new Local : new Heir;
  return local->method(v);
}`
  );
  return corpus;
}

interface Case {
  readonly compiler: string;
  readonly flags: readonly string[];
  /** Units that g++ compiles. */
  readonly others?: readonly string[];
  /** Whether the program shows that its functions are not folded. */
  readonly isUnfolded: boolean;
}

const CASES: readonly Case[] = [
  { compiler: 'clang++-19', flags: ['-O2', '-fuse-ld=lld', ...LIBCXX], isUnfolded: true },
  { compiler: 'clang++-19', flags: ['-O2', '-ffunction-sections', '-no-pie', ...LIBCXX], isUnfolded: true },
  {
    compiler: 'clang++-19',
    flags: ['-O2', '-ffunction-sections', '-fuse-ld=lld', '-Wl,--icf=all', ...LIBCXX],
    isUnfolded: false,
  },
  // Destructors are folded, and show it.
  {
    compiler: 'clang++-19',
    flags: ['-O2', '-ffunction-sections', '-fuse-ld=lld', '-Wl,--icf=safe', ...LIBCXX],
    isUnfolded: false,
  },
  {
    compiler: 'clang++-19',
    flags: ['-O2', '-ffunction-sections', '-fuse-ld=gold', '-Wl,--icf=all', ...LIBCXX],
    isUnfolded: false,
  },
  {
    compiler: 'clang++-19',
    flags: ['-O2', '-ffunction-sections', '-fuse-ld=gold', '-Wl,--icf=safe', ...LIBCXX],
    isUnfolded: false,
  },
  // GCC folds within a unit, and leaves no trace of it where it folded no two virtual functions.
  { compiler: 'g++', flags: ['-O2'], isUnfolded: false },
  {
    compiler: 'clang++-19',
    flags: ['-O2', '-fuse-ld=lld', ...LIBCXX],
    others: ['other'],
    isUnfolded: false,
  },
];

describe('a virtual function that is also called by name has a name only where nothing is folded', () => {
  const corpus = classesCorpus();
  for (const { compiler, flags, others, isUnfolded } of CASES) {
    const title = `${compiler} ${flags.join(' ')}${others === undefined ? '' : ' with one unit of g++'}`;
    test(title, { skip: whyNoCompiler(compiler, flags) }, (t) => {
      const { program, stripped } = corpus.build(compiler, flags, others);
      const { names, problem } = readStrippedNames(stripped);
      assert.equal(problem, '');
      const { namesAt } = readTwinSymbols(program);
      let byName = 0;
      for (const { start, source, name } of names) {
        if (source !== 'vtable') continue;
        const symbols = namesAt.get(start) ?? [];
        assert.ok(symbols.length > 0, `${name}: no function starts there`);
        if (symbols.some((symbol) => symbol.includes('::by_name('))) byName++;
        // Heirs share what they inherit with their base, and their destructors.
        const family = (text: string) => classOf(text).replace(/^Heir(?=\d)/, 'Base');
        for (const symbol of symbols.filter((symbol) => /\b(Base|Heir|Stranger)\d/.test(symbol)))
          assert.equal(family(symbol), family(name), `${name} is ${symbols.join(' and ')}`);
      }
      t.diagnostic(`${byName} of ${2 * CLASSES} functions that heirs call by name`);
      assert.ok(isUnfolded ? byName >= 2 * CLASSES - 4 : byName <= CLASSES, `${byName} named`);
    });
  }
});
