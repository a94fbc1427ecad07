import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { RecordedSession, type RecordedSample } from './recorded-session.ts';

const LIBRARY = join(import.meta.dirname, '../../tests/workloads/build/loaded-late.so');

before(buildWorkloads);

async function record(program: string): Promise<readonly RecordedSample[]> {
  const workload = await startWorkload(program, '--milliseconds', '300', '--library', LIBRARY);
  const session = new RecordedSession({ pids: [workload.pid], frequencyHz: 499 });
  await session.during(workload.run());
  const { samples } = session.finish();
  await workload.end();
  return samples;
}

/** The stack up to main, without the kernel's frames; what called main is the C library's business. */
function upToMain(frames: readonly string[]): string[] {
  const user = frames.filter((frame) => !frame.endsWith('_[k]'));
  return user.slice(0, user.indexOf('main') + 1);
}

const stacksWith = (samples: readonly RecordedSample[], name: string) =>
  samples.filter(({ frames }) => frames.includes(name)).map(({ frames }) => upToMain(frames));

for (const program of ['odd-callers', 'odd-callers-static']) {
  describe(`stacks of ${program}`, () => {
    let samples: readonly RecordedSample[] = [];
    before(async () => {
      samples = await record(program);
    });

    test('every stack reaches the entry of its thread', () => {
      const truncated = samples.filter(({ complete, frames }) => !complete && frames[0] !== '[unsampled]');
      assert.deepEqual(
        truncated.map(({ frames }) => frames),
        []
      );
      assert.ok(samples.length > 20);
    });

    test('assembly in the C library has its caller', () => {
      const stacks = stacksWith(samples, 'mp_copies_in_assembly').filter(
        (stack) => !/clock_gettime|now_ns/.test(stack.join())
      );
      const inAssembly = stacks.filter((stack) => stack.length === 3);
      assert.ok(inAssembly.length > 0);
      for (const stack of inAssembly) assert.deepEqual(stack.slice(1), ['mp_copies_in_assembly', 'main']);
    });

    test('below a signal handler stand the frames that it interrupted', () => {
      // A tick in the handler's own code has nothing below it.
      const stacks = stacksWith(samples, 'mp_handles_the_signal').filter(([leaf]) => leaf !== 'mp_handles_the_signal');
      assert.ok(stacks.length > 0);
      for (const stack of stacks) {
        const at = stack.indexOf('mp_handles_the_signal');
        // The trampoline, then where raise() is on its way to the kernel.
        assert.equal(stack[at - 1], 'mp_burns');
        assert.deepEqual(stack.slice(-3), ['raise', 'mp_is_interrupted', 'main'], stack.join());
        assert.ok(stack.length - at <= 7, stack.join());
      }
    });

    test('every level of a recursion is there', () => {
      const stacks = stacksWith(samples, 'mp_recurses');
      assert.ok(stacks.length > 0);
      for (const stack of stacks) assert.equal(stack.filter((name) => name === 'mp_recurses').length, 61, stack.join());
    });

    test('a parent that waits in vfork has a caller', () => {
      const stacks = stacksWith(samples, 'mp_waits_in_vfork').filter((stack) => /^_*vfork$/.test(stack[0] ?? ''));
      assert.ok(stacks.length > 0, JSON.stringify(stacksWith(samples, 'mp_waits_in_vfork')));
      for (const stack of stacks) assert.deepEqual(stack.slice(1), ['mp_waits_in_vfork', 'main']);
    });

    const loadsNothing = program.endsWith('static') && 'a static program loads no code';
    test('code loaded after the start is named and unwound', { skip: loadsNothing }, () => {
      const stacks = stacksWith(samples, 'mp_burns_in_library');
      assert.ok(stacks.length > 0);
      for (const stack of stacks)
        assert.deepEqual(stack.slice(-4), ['mp_burns_in_library', 'mp_was_loaded', 'mp_calls_what_it_loaded', 'main']);
    });
  });
}
