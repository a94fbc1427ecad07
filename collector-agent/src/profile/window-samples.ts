import { WAIT_CLASSES, type WaitClassId } from '@meshprof/contracts';
import { type Batch, SampleKind } from '@meshprof/native';
import type { OffCpuSample, OnCpuSample } from './process-profile.ts';
import { rowAt } from './session-tables.ts';

interface Row {
  readonly stack: number;
  readonly tid: number;
  readonly waitClass: WaitClassId | undefined; // undefined on CPU
  count: bigint;
  timeNs: bigint;
}

/** One process's samples in the present window. */
export class WindowSamples {
  readonly #rows = new Map<string, Row>();

  /** Takes row `i` of the batch's samples. */
  add(batch: Batch, i: number): void {
    const stack = batch.sampleStack[i] ?? 0;
    const tid = batch.sampleTid[i] ?? 0;
    const waitClass = isOnCpu(batch, i)
      ? undefined
      : rowAt(WAIT_CLASSES, batch.sampleWaitClass[i] ?? -1, 'wait class').id;
    const key = `${stack},${tid},${waitClass ?? ''}`;
    const row = this.#rows.get(key) ?? { stack, tid, waitClass, count: 0n, timeNs: 0n };
    row.count += rowAt(batch.sampleCount, i, 'sample row');
    row.timeNs += rowAt(batch.sampleTimeNs, i, 'sample row');
    this.#rows.set(key, row);
  }

  /** Samples by (stack, thread label, wait class): threads of one label become one. */
  byThreadLabel(labelOf: (tid: number) => string): { onCpu: OnCpuSample[]; offCpu: OffCpuSample[] } {
    const onCpu = new Map<string, OnCpuSample>();
    const offCpu = new Map<string, OffCpuSample>();
    for (const { stack, tid, waitClass, count, timeNs } of this.#rows.values()) {
      const thread = labelOf(tid);
      const key = `${stack},${waitClass ?? ''},${thread}`;
      if (waitClass === undefined) {
        onCpu.set(key, { stack, thread, ticks: count + (onCpu.get(key)?.ticks ?? 0n) });
        continue;
      }
      const before = offCpu.get(key);
      offCpu.set(key, {
        stack,
        thread,
        waitClass,
        switches: count + (before?.switches ?? 0n),
        timeNs: timeNs + (before?.timeNs ?? 0n),
      });
    }
    return { onCpu: [...onCpu.values()], offCpu: [...offCpu.values()] };
  }
}

function isOnCpu(batch: Batch, i: number): boolean {
  const kind = batch.sampleKind[i];
  if (kind === SampleKind.onCpu) return true;
  if (kind === SampleKind.offCpu) return false;
  throw new RangeError(`batch has a sample of unknown kind ${kind}`);
}
