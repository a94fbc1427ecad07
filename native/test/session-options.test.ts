import { availableParallelism } from 'node:os';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NativeError } from '../errors.ts';
import { validateSessionOptions } from '../session-options.ts';
import type { SessionOptions } from '../types.ts';

const valid = { pids: [1], events: ['on-cpu'], frequencyHz: 99 } as const;

describe('validateSessionOptions', () => {
  test('applies defaults and drops repeated pids', () => {
    assert.deepEqual(validateSessionOptions({ ...valid, pids: [7, 7, 8], events: ['off-cpu', 'on-cpu'] }), {
      pids: [7, 8],
      followChildren: false,
      onCpu: true,
      offCpu: true,
      pageFaults: false,
      wakers: false,
      stallThresholdMs: 20,
      frequencyHz: 99,
      stacksPerSecond: 500 * availableParallelism(),
      minWaitUs: 0,
      ringBytes: 8 * 1024 * 1024,
      symbolCacheDir: '',
      symbolPackDir: '',
      nameWaitMs: 5_000,
    });
  });

  const broken: [string, unknown, RegExp][] = [
    ['no object', undefined, /options must be an object/],
    ['no pids', { ...valid, pids: [] }, /pids must be a non-empty array/],
    ['pid 0', { ...valid, pids: [0] }, /pids holds 0/],
    ['a fractional pid', { ...valid, pids: [1.5] }, /pids holds 1\.5/],
    ['too many pids', { ...valid, pids: Array.from({ length: 1025 }, (_, i) => i + 1) }, /limit is 1024/],
    ['no events', { ...valid, events: [] }, /events must name/],
    ['an unknown event', { ...valid, events: ['cache-misses'] }, /events holds cache-misses/],
    ['frequency 0', { ...valid, frequencyHz: 0 }, /frequencyHz must be an integer from 1 to 999/],
    ['frequency 1000', { ...valid, frequencyHz: 1000 }, /not 1000/],
    ['a minimum wait in fractions', { ...valid, minWaitUs: 0.5 }, /minWaitUs must be an integer from 0 to 60000000/],
    ['a negative budget of stacks', { ...valid, stacksPerSecond: -1 }, /stacksPerSecond must be an integer from 0/],
    ['a ring that is no power of two', { ...valid, ringBytes: 12_288 }, /power of two/],
    ['a ring below a page', { ...valid, ringBytes: 2048 }, /power of two from 4096/],
    ['a relative folder', { ...valid, symbolCacheDir: 'cache' }, /symbolCacheDir must be an absolute path/],
    ['a negative wait', { ...valid, nameWaitMs: -1 }, /nameWaitMs must be an integer from 0 to 60000/],
    ['followChildren as text', { ...valid, followChildren: 'yes' }, /followChildren must be true or false/],
    ['an unknown option', { ...valid, frequency: 99 }, /unknown option frequency/],
  ];
  for (const [what, options, message] of broken) {
    test(`refuses ${what}`, () => {
      assert.throws(
        () => validateSessionOptions(options as SessionOptions),
        (error: unknown) =>
          error instanceof NativeError && error.code === 'EINVAL_OPTIONS' && message.test(error.message)
      );
    });
  }
});
