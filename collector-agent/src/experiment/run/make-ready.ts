import type { FullSpec } from '@meshprof/experiments';
import { type Outcome, succeed } from '../drivers/outcome.ts';
import type { NewRecord } from '../journal/journal-records.ts';
import type { RunState } from '../journal/run-state.ts';
import { calibrate, needsCalibration } from './preflight.ts';
import type { RunEquipment } from './run-equipment.ts';

export interface MakeReadyParts {
  readonly spec: FullSpec;
  readonly state: () => RunState;
  readonly equipment: RunEquipment;
  readonly append: (record: NewRecord) => void;
  readonly onNote: (sentence: string) => void;
}

/** Looks at everything, keeps what is there, and finds the rate. Resolves to the rate to keep, if one is kept. */
export async function makeReady(parts: MakeReadyParts, signal: AbortSignal): Promise<Outcome<number | undefined>> {
  const { spec, state, equipment, append, onNote } = parts;
  const opened = await equipment.driverAndBench();
  if (!opened.ok) return opened;
  const { driver, bench } = opened.value;
  const known = state().snapshot;
  const snapshot = known === undefined ? await driver.snapshot() : succeed(known);
  if (!snapshot.ok) return snapshot;
  if (known === undefined) append({ kind: 'snapshot', snapshot: snapshot.value });
  if (!needsCalibration(spec)) return succeed(spec.load.requestsPerSecond);
  return calibrate(
    {
      ...{ spec, driver, bench, snapshot: snapshot.value },
      onWrite: (variant) => {
        append({ kind: 'write', variant });
        onNote(`finding the rate: how much ${variant} can take`);
      },
    },
    signal
  );
}
