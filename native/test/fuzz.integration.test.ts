// What fuzzing has taught, again: each corpus is replayed, and a moment of changed inputs follows. Ten minutes each with
// libFuzzer: fuzz.long.test.ts.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { before, describe, test } from 'node:test';
import { FUZZERS, PARSERS, replay } from './fuzzers.ts';
import { makeNative } from './tap-program.ts';

const SECONDS = 2;

test('each parser of foreign bytes has a fuzzer with a corpus', () => {
  const withCorpus = FUZZERS.filter(({ corpus }) => existsSync(corpus)).map(({ name }) => name);
  for (const [parser, names] of Object.entries(PARSERS)) {
    for (const name of names) assert.ok(withCorpus.includes(name), `${parser}: ${name}`);
  }
});

describe('corpora and a moment of fuzzing', { concurrency: availableParallelism() }, () => {
  before(() => makeNative('fuzz-replay'));

  for (const fuzzer of FUZZERS) {
    test(`${fuzzer.folder}: ${fuzzer.name}`, async (t) => {
      const runs = await replay(fuzzer, SECONDS);
      assert.ok(runs > 10, `${runs} runs`);
      t.diagnostic(`${runs} runs`);
    });
  }
});
