// Every reader of foreign bytes under libFuzzer with sanitizers for ten minutes, from the corpus that earlier runs left.
import { availableParallelism } from 'node:os';
import { before, describe, test } from 'node:test';
import { FUZZERS, fuzz } from './fuzzers.ts';
import { makeNative } from './tap-program.ts';

/** Each target takes this long; MESHPROF_FUZZ_SECONDS for less, or for a night's run. */
const seconds = Number(process.env['MESHPROF_FUZZ_SECONDS'] ?? 600);

describe('fuzzers', { concurrency: availableParallelism() }, () => {
  before(() => makeNative('fuzz'));

  for (const fuzzer of FUZZERS) {
    test(`${fuzzer.folder}: ${fuzzer.name}`, async (t) => {
      const runs = await fuzz(fuzzer, { seconds });
      t.diagnostic(`${runs} runs in ${seconds} s`);
    });
  }
});
