import {
  ABORT_REASONS,
  type AbortReason,
  EXPERIMENT_UNDO,
  type ExperimentDriver,
  type Knob,
  KNOBS,
  VOID_REASONS,
  type VoidReason,
} from '@meshprof/contracts';
import { contractText } from './contract-text';

/** An id that the table lacks stands for itself. */
export function knobTitle(id: string): string {
  const knob = KNOBS.find((row: Knob) => row.id === id);
  return knob ? contractText('knob', id, 'title', knob.title) : id;
}

/** What turning it changes in the proxy or the cluster; undefined for what this driver cannot turn. */
export function knobChange({ id, changes }: Knob, driver: ExperimentDriver): string | undefined {
  const change = changes[driver];
  return change && contractText('knob', id, `changes-${driver}`, change);
}

export const knobByEnvoyFilter = ({ id, byEnvoyFilter }: Knob): string | undefined =>
  byEnvoyFilter && contractText('knob', id, 'by-envoy-filter', byEnvoyFilter);

/** Why no driver turns it, and what to do instead. */
export const knobOutOfReach = ({ id, outOfReach }: Knob): string | undefined =>
  outOfReach && contractText('knob', id, 'out-of-reach', outOfReach);

export const knobProof = ({ id, proof }: Knob): string => contractText('knob', id, 'proof', proof);

export const undoOf = (driver: ExperimentDriver): string =>
  contractText('undo', driver, 'sentence', EXPERIMENT_UNDO[driver]);

export const abortSentence = (reason: AbortReason): string =>
  contractText('abort', reason, 'sentence', ABORT_REASONS[reason]);

export const voidSentence = (reason: VoidReason): string =>
  contractText('void', reason, 'sentence', VOID_REASONS[reason]);
