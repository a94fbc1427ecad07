import type { ReasonCode } from '@meshprof/contracts';
import { isNativeError, type NativeErrorCode } from '@meshprof/native';
import { explainUnmet } from '../requirements/unmet.ts';

/** Why a session did not open or broke: a reason of the contracts' table and what is wrong. */
export interface SessionFailure {
  readonly reasonCode: ReasonCode;
  /** What is missing on this machine and what to do about it; else what the kernel or the addon said. */
  readonly detail: string;
}

const REASON_OF_CODE: Partial<Record<NativeErrorCode, ReasonCode>> = {
  ENOPERM: 'no-permission',
  ENOKERNEL: 'kernel-feature-missing',
  ENOPROCESS: 'process-not-found',
  ENOADDON: 'load-failed',
  ELIMIT: 'too-many-sessions',
  EINTERNAL: 'load-failed',
};

/** What the kernel says to a missing feature means little to a person, and is the same for many of them. */
const MAY_BE_THE_MACHINE: readonly NativeErrorCode[] = ['ENOPERM', 'ENOKERNEL', 'EINTERNAL'];

/** Rethrows what is a programming error: wrong options, use after close, anything the addon did not throw. */
export function sessionFailure(error: unknown, explain: () => string = explainUnmet): SessionFailure {
  const reasonCode = isNativeError(error) ? REASON_OF_CODE[error.code] : undefined;
  if (!isNativeError(error) || reasonCode === undefined) throw error;
  const cause = MAY_BE_THE_MACHINE.includes(error.code) ? explain() : '';
  return { reasonCode, detail: cause === '' ? error.message : cause };
}
