import { WAIT_CLASSES, type WaitClassId } from '@meshprof/contracts';
import { type Batch, SampleKind } from '@meshprof/native';
import type { ProfileSamples, StallSample } from './process-profile.ts';
import { rowAt } from './row-at.ts';

interface Row {
  readonly kind: number;
  readonly stack: number;
  readonly tid: number;
  readonly waitClass: number;
  count: bigint;
  timeNs: bigint;
  estimatedNs: bigint;
  varianceNs2: number;
}

interface LabelledRow extends Omit<Row, 'tid'> {
  readonly thread: string;
}

const KINDS: readonly number[] = Object.values(SampleKind);

/** One process's samples in the present window. */
export class WindowSamples {
  readonly #rows = new Map<string, Row>();

  /** Takes row `i` of the batch's samples. */
  add(batch: Batch, i: number): void {
    const kind = batch.sampleKind[i] ?? -1;
    if (!KINDS.includes(kind)) throw new RangeError(`batch has a sample of unknown kind ${kind}`);
    const waitClass = batch.sampleWaitClass[i] ?? 0;
    rowAt(WAIT_CLASSES, waitClass, 'wait class');
    addUp(this.#rows, {
      kind,
      stack: batch.sampleStack[i] ?? 0,
      tid: batch.sampleTid[i] ?? 0,
      waitClass,
      count: rowAt(batch.sampleCount, i, 'sample row'),
      timeNs: rowAt(batch.sampleTimeNs, i, 'sample row'),
      estimatedNs: rowAt(batch.sampleEstimatedNs, i, 'sample row'),
      varianceNs2: rowAt(batch.sampleVarianceNs2, i, 'sample row'),
    });
  }

  /** Samples by (stack, thread label, wait class): threads of one label become one. */
  byThreadLabel(labelOf: (tid: number) => string): ProfileSamples {
    const labelled = new Map<string, LabelledRow>();
    for (const { tid, ...row } of this.#rows.values()) addUp(labelled, { ...row, thread: labelOf(tid) });
    const rows = [...labelled.values()];
    const ofKind = (...kinds: number[]): LabelledRow[] => rows.filter(({ kind }) => kinds.includes(kind));
    return {
      onCpu: ofKind(SampleKind.onCpu).map(({ stack, thread, count }) => ({ stack, thread, ticks: count })),
      offCpu: ofKind(SampleKind.offCpu).map(({ stack, thread, waitClass, count, timeNs, ...estimate }) => ({
        stack,
        thread,
        waitClass: waitClassId(waitClass),
        switches: count,
        timeNs,
        ...(isEstimated(estimate) && {
          estimate: { timeNs: estimate.estimatedNs, varianceNs2: estimate.varianceNs2 },
        }),
      })),
      pageFaults: ofKind(SampleKind.minorFault, SampleKind.majorFault).map(({ kind, stack, thread, count }) => ({
        stack,
        thread,
        faultKind: kind === SampleKind.majorFault ? 'major' : 'minor',
        faults: count,
      })),
      wakeups: ofKind(SampleKind.wakeup).map(({ stack, thread, count }) => ({ stack, thread, wakeups: count })),
      stalls: this.#stalls(labelOf),
    };
  }

  #stalls(labelOf: (tid: number) => string): StallSample[] {
    return [...this.#rows.values()]
      .filter(({ kind }) => kind === SampleKind.stallOnCpu || kind === SampleKind.stallWait)
      .map(({ kind, stack, tid, waitClass, timeNs }) => ({
        stack,
        tid,
        thread: labelOf(tid),
        ...(kind === SampleKind.stallWait && { waitClass: waitClassId(waitClass) }),
        timeNs,
      }));
  }
}

/** Adds the row to the one that differs in its values only. */
function addUp<R extends Row | LabelledRow>(rows: Map<string, R>, row: R): void {
  const owner = 'tid' in row ? row.tid : row.thread;
  const key = `${row.kind},${row.stack},${row.waitClass},${owner}`;
  const known = rows.get(key);
  if (known === undefined) {
    rows.set(key, { ...row });
    return;
  }
  known.count += row.count;
  known.timeNs += row.timeNs;
  known.estimatedNs += row.estimatedNs;
  known.varianceNs2 += row.varianceNs2;
}

const isEstimated = ({ estimatedNs, varianceNs2 }: Pick<Row, 'estimatedNs' | 'varianceNs2'>): boolean =>
  estimatedNs > 0n || varianceNs2 !== 0;

const waitClassId = (index: number): WaitClassId => rowAt(WAIT_CLASSES, index, 'wait class').id;
