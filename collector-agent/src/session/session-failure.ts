import type { ReasonCode } from '@meshprof/contracts';
import { isNativeError, type NativeErrorCode } from '@meshprof/native';

/** Why a session did not open or broke: a reason of the contracts' table and what the kernel or the addon said. */
export interface SessionFailure {
  readonly reasonCode: ReasonCode;
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

/** Rethrows what is a programming error: wrong options, use after close, anything the addon did not throw. */
export function sessionFailure(error: unknown): SessionFailure {
  const reasonCode = isNativeError(error) ? REASON_OF_CODE[error.code] : undefined;
  if (reasonCode === undefined || !(error instanceof Error)) throw error;
  return { reasonCode, detail: error.message };
}
