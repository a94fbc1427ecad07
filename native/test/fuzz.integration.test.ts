// What fuzzing has taught, again: each corpus is replayed, and a moment of fuzzing follows. Ten minutes each:
// fuzz.long.test.ts.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { before, describe, test } from 'node:test';
import { FUZZERS, fuzz, PARSERS, whyNoFuzzer } from './fuzzers.ts';
import { makeNative } from './tap-program.ts';

const SECONDS = 3;

test('each parser of foreign bytes has a fuzzer with a corpus', () => {
  const withCorpus = FUZZERS.filter(({ corpus }) => existsSync(corpus)).map(({ name }) => name);
  for (const [parser, names] of Object.entries(PARSERS)) {
    for (const name of names) assert.ok(withCorpus.includes(name), `${parser}: ${name}`);
  }
});

describe('corpora and a moment of fuzzing', { skip: whyNoFuzzer(), concurrency: availableParallelism() }, () => {
  before(() => makeNative('fuzz'));

  for (const fuzzer of FUZZERS) {
    test(`${fuzzer.folder}: ${fuzzer.name}`, async (t) => {
      t.diagnostic(`${await fuzz(fuzzer, { seconds: SECONDS })} runs`);
    });
  }
});
