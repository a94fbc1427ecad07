import assert from 'node:assert/strict';
import { SampleKind } from '../index.ts';
import { type Recording, sum } from './recorded-session.ts';

/** What holds for every recording, whatever the program did. */
export function assertAddsUp({ samples, totals }: Recording): void {
  const offCpu = samples.filter(({ kind }) => kind === SampleKind.offCpu);
  const onCpu = samples.filter(({ kind }) => kind === SampleKind.onCpu);
  assert.equal(
    sum(offCpu.map(({ timeNs }) => timeNs)),
    sum(totals.threads.map((thread) => thread.runnableNs + thread.blockedNs))
  );
  assert.equal(
    sum(offCpu.map(({ count }) => count)),
    sum(totals.threads.map((thread) => thread.voluntarySwitches + thread.involuntarySwitches))
  );
  for (const { waitClass, switches, timeNs } of totals.waitClasses) {
    const ofClass = offCpu.filter((sample) => sample.waitClass === waitClass);
    assert.equal(sum(ofClass.map(({ count }) => count)), switches);
    assert.equal(sum(ofClass.map((sample) => sample.timeNs)), timeNs);
  }
  assert.equal(sum(onCpu.map(({ count }) => count)), totals.onCpuKept);
  assert.equal(totals.onCpuKept + sum(Object.values(totals.onCpuLost)), totals.onCpuExpected);
}
