import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { makeNative, testCasesOf } from './tap-program.ts';

const BUILD = join(import.meta.dirname, '../build/unwind');

interface Steps {
  readonly steps: number;
  readonly incomplete: number;
  /** Stacks other than the calls and returns seen on the way. */
  readonly different: number;
  readonly causes: Record<string, number>;
}

before(() => {
  makeNative('unwind-test');
  makeNative('unwind-tools');
});

function stepThrough(program: string): Steps {
  return JSON.parse(execFileSync(join(BUILD, 'step-program'), [join(BUILD, program)]).toString()) as Steps;
}

describe('unwinding in C++', () => testCasesOf('build/unwind/unwind-test', 35));

describe('a program unwound at each of its instructions', () => {
  test('linked dynamically: linkage tables bound late, callbacks, assembly, a signal, dlopen', () => {
    const { steps, different, incomplete, causes } = stepThrough('stepped-dynamic');
    assert.ok(steps > 10_000, `${steps} instructions`);
    assert.equal(different, 0);
    // _init of the library loaded, which no compiler describes: 8 instructions, in each of two libraries at most.
    assert.ok(incomplete < 40, JSON.stringify(causes));
    assert.deepEqual(Object.keys(causes), incomplete === 0 ? [] : ['no-unwind-info']);
  });

  test('linked statically: no .eh_frame_hdr, linkage tables without rules', () => {
    const { steps, ...rest } = stepThrough('stepped-static');
    assert.ok(steps > 2000, `${steps} instructions`);
    assert.deepEqual(rest, { incomplete: 0, different: 0, causes: {} });
  });
});
