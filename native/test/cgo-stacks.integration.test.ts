import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { SampleKind } from '../index.ts';
import { startWorkload } from './gated-workload.ts';
import { type RecordedSample, RecordedSession, sum, unsampledSwitches, WaitClass } from './recorded-session.ts';

const WORKLOADS = join(import.meta.dirname, '../../tests/workloads');

function reasonToSkip(): string | false {
  for (const tool of ['go', 'gcc']) {
    if (spawnSync(tool, [tool === 'go' ? 'version' : '--version']).status !== 0) return `no ${tool} on this machine`;
  }
  return false;
}

interface CgoTruth {
  readonly burnedNs: number;
  readonly calledBackNs: number;
  readonly sleeps: number;
  readonly sleptNs: number;
}

/** Without the kernel's part. Names of assembly say by which calling convention. */
const userFrames = ({ frames }: RecordedSample) =>
  frames.filter((frame) => !frame.endsWith('_[k]')).map((frame) => frame.replace(/\.abi0$/, ''));

/** From C's side of a call of Go to the goroutine's start. */
const belowGo = (worker: string, call: RegExp) => [
  call,
  'runtime.asmcgocall',
  'runtime.cgocall',
  /_Cfunc_mp_c_/,
  `main.${worker}`,
  /^main\.main\./,
  'runtime.goexit',
];

/** From `from` on the frames are these and no others; where the stack is cut off, up to there. */
function assertFrames(sample: RecordedSample, from: string, expected: readonly (string | RegExp)[]): void {
  const frames = userFrames(sample);
  const found = frames.slice(frames.indexOf(from)).filter((frame) => !frame.startsWith('[truncated: '));
  const text = frames.join(' < ');
  found.forEach((name, i) => {
    const frame = expected[i] ?? '';
    assert.ok(typeof frame === 'string' ? name === frame : frame.test(name), `frame ${i} of ${text}`);
  });
  if (sample.complete) assert.equal(found.length, expected.length, text);
  else assert.equal(frames.at(-1), '[truncated: other-stack]', text);
}

function assertOrder(sample: RecordedSample, order: readonly string[]): void {
  const frames = userFrames(sample);
  const places = order.map((name) => frames.indexOf(name));
  assert.ok(
    places.every((place, i) => place > (places[i - 1] ?? -1)),
    frames.join(' < ')
  );
}

/**
 * C runs on the stack of the thread, the goroutine has its own. From one to the other leads the frame pointer: where C
 * keeps none, that of Go's last frame is known, but no memory of its stack has been captured.
 */
for (const { program, isWhole } of [
  { program: 'go-cgo-fp', isWhole: true },
  { program: 'go-cgo', isWhole: false },
]) {
  describe(`${program}, a Go program that calls C`, { skip: reasonToSkip() }, () => {
    let samples: readonly RecordedSample[] = [];
    let truth: CgoTruth = { burnedNs: 0, calledBackNs: 0, sleeps: 0, sleptNs: 0 };
    let missed = 0;
    const below = (name: string) => samples.filter((sample) => sample.frames.includes(name));
    const assertWhole = (stacks: readonly RecordedSample[]) => {
      assert.ok(stacks.length > 0);
      for (const { complete, frames } of stacks) assert.ok(complete || !isWhole, frames.join(' < '));
    };

    before(async () => {
      const made = spawnSync('make', ['-s', '-C', WORKLOADS, `build/${program}`], { encoding: 'utf8' });
      assert.equal(made.status, 0, made.stderr);
      const workload = await startWorkload(program);
      const recorded = new RecordedSession({ pids: [workload.pid], frequencyHz: 499 });
      truth = (await recorded.during(workload.run())) as unknown as CgoTruth;
      const recording = recorded.finish();
      await workload.end();
      samples = recording.samples;
      missed = Number(recording.totals.offCpuLost['event-missed'] ?? 0n);
    });

    test('on CPU has the frames from C to the goroutine’s start', () => {
      const stacks = below('mp_c_computes');
      assertWhole(stacks);
      const chain = ['mp_c_computes', 'mp_c_burns', ...belowGo('burnsInC', /_Cfunc_mp_c_burns/)];
      for (const sample of stacks) assertFrames(sample, 'mp_c_computes', chain);
    });

    test('off CPU has them, and every sleep', () => {
      const stacks = below('mp_c_waits');
      assertWhole(stacks);
      const chain = ['mp_c_waits', 'mp_c_sleeps', ...belowGo('sleepsInC', /_Cfunc_mp_c_sleeps/)];
      for (const sample of stacks) assertFrames(sample, 'mp_c_waits', chain);
      const sleeps = Number(
        sum(stacks.filter(({ waitClass }) => waitClass === WaitClass.sleep).map(({ count }) => count))
      );
      const sleepers = new Set(stacks.map(({ tid }) => tid));
      const unsampled = unsampledSwitches(
        samples.filter(({ tid }) => sleepers.has(tid)),
        WaitClass.sleep
      );
      const text = `${sleeps} of ${truth.sleeps} sleeps, ${unsampled} without a stack, ${missed} missed`;
      assert.ok(sleeps <= truth.sleeps && sleeps + unsampled >= truth.sleeps - missed, text);
      const waitedNs = Number(sum(stacks.map(({ timeNs }) => timeNs)));
      assert.ok(Math.abs(waitedNs / truth.sleptNs - 1) < 0.02, `${waitedNs} of ${truth.sleptNs} ns`);
    });

    test('has what Go does for C above the C that called it', () => {
      const stacks = below('main.computesInGo');
      assertWhole(stacks);
      const inC = isWhole ? ['mp_c_is_between', 'mp_c_calls_back', 'runtime.goexit'] : [];
      for (const sample of stacks) assertOrder(sample, ['main.computesInGo', 'runtime.cgocallback', ...inC]);
    });

    test('has ticks in the shares of the CPU time that it measured', () => {
      const ticks = (name: string) =>
        Number(
          sum(
            below(name)
              .filter(({ kind }) => kind === SampleKind.onCpu)
              .map(({ count }) => count)
          )
        );
      const inC = ticks('mp_c_computes');
      const calledBack = ticks('main.computesInGo');
      const share = inC / (inC + calledBack);
      const trueShare = truth.burnedNs / (truth.burnedNs + truth.calledBackNs);
      const error = Math.sqrt((trueShare * (1 - trueShare)) / (inC + calledBack));
      assert.ok(Math.abs(share - trueShare) < 5 * error, `${share} of the ticks, truly ${trueShare}`);
    });
  });
}
