import { setTimeout as sleep } from 'node:timers/promises';
import { NAME_SOURCES } from '@meshprof/contracts';
import { type Batch, FrameKind, type NativeEvent, openSession, SampleKind, type SessionTotals } from '@meshprof/native';
import type { Observation, ObservedFrame, ObservedStack } from './observed-stack.ts';

export interface ObserveOptions {
  readonly pids: readonly number[];
  readonly events: readonly NativeEvent[];
  readonly frequencyHz: number;
  readonly ringBytes?: number;
  /** Called once the session watches; over when its promise is settled. */
  readonly until: () => Promise<unknown>;
}

export interface Observed extends Observation {
  readonly totals: SessionTotals;
}

const DRAIN_MS = 100;

/** Runs a session of the engine and gives its stacks with the proof of each name. */
export async function observe({ until, ...options }: ObserveOptions): Promise<Observed> {
  const session = openSession(options);
  try {
    const joined = new JoinedBatches();
    let over = false;
    const end = until();
    void end.finally(() => (over = true)).catch(() => undefined);
    while (!over) {
      await sleep(DRAIN_MS);
      joined.add(session.drain());
    }
    session.stop();
    joined.add(session.drain());
    await end;
    return {
      totals: session.totals(),
      ...(options.events.includes('on-cpu') && { onCpu: joined.stacks(SampleKind.onCpu) }),
      ...(options.events.includes('off-cpu') && { offCpu: joined.stacks(SampleKind.offCpu) }),
    };
  } finally {
    session.close();
  }
}

/** Names that came after their frame was first handed out; absent in engines that name at once. */
type LateNames = Partial<Record<'renamedFrame' | 'renamedName', Uint32Array>> & { renamedSource?: Uint8Array };

interface StackRow {
  readonly frames: readonly number[];
  readonly complete: boolean;
}

/** Joins the batches of one session: tables grow for its life, and later names replace earlier ones. */
export class JoinedBatches {
  readonly #strings: string[] = [];
  readonly #modules: string[] = [];
  readonly #frames: { name: string; module: string; offset: number; source: string; kind: number }[] = [];
  readonly #stacks: StackRow[] = [];
  /** By kind of sample, then by stack. */
  readonly #weights = new Map<number, Map<number, bigint>>();

  add(batch: Batch & LateNames): void {
    this.#strings.push(...batch.strings);
    const text = (index = 0) => this.#strings[index] ?? '';
    for (const path of batch.mappingPath) this.#modules.push(text(path));
    batch.frameName.forEach((name, i) => {
      this.#frames.push({
        name: text(name),
        module: this.#modules[batch.frameMapping[i]!] ?? '',
        offset: Number(batch.frameAddress[i]),
        source: NAME_SOURCES[batch.frameSource[i]!]!,
        kind: batch.frameKind[i]!,
      });
    });
    batch.renamedFrame?.forEach((row, i) => {
      const frame = this.#frames[row];
      if (frame === undefined) throw new Error(`the batch renames frame ${row}, which no batch has handed out`);
      frame.name = text(batch.renamedName?.[i]);
      frame.source = NAME_SOURCES[batch.renamedSource?.[i] ?? 0]!;
    });
    batch.stackComplete.forEach((complete, i) => {
      const frames = [...batch.stackFrame.subarray(batch.stackOffset[i], batch.stackOffset[i + 1])];
      this.#stacks.push({ frames, complete: complete === 1 });
    });
    batch.sampleStack.forEach((stack, i) => {
      const kind = batch.sampleKind[i]!;
      const weights = this.#weights.get(kind) ?? new Map<number, bigint>();
      this.#weights.set(kind, weights.set(stack, (weights.get(stack) ?? 0n) + batch.sampleCount[i]!));
    });
  }

  /** User frames only. A stack of markers alone (`[unsampled]`) has none, and is told apart by that. */
  stacks(kind: number): ObservedStack[] {
    return [...(this.#weights.get(kind) ?? [])]
      .filter(([, weight]) => weight > 0n)
      .map(([stack, weight]) => {
        const { frames, complete } = this.#stacks[stack]!;
        return {
          weight: Number(weight),
          frames: frames.flatMap((row) => this.#userFrame(row)),
          claimedComplete: complete,
        };
      });
  }

  #userFrame(row: number): ObservedFrame[] {
    const { kind, name, module, offset, source } = this.#frames[row]!;
    if (kind !== FrameKind.native) return [];
    return [{ name: source === 'none' ? '' : name, module, offset, source }];
  }
}
