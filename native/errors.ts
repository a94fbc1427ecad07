import { NATIVE_ERROR_CODES, type NativeErrorCode } from './types.ts';

/** What `openSession` and the methods of a session throw; the addon's own errors have the same shape. */
export class NativeError extends Error {
  readonly code: NativeErrorCode;

  constructor(code: NativeErrorCode, message: string) {
    super(message);
    this.name = 'NativeError';
    this.code = code;
  }
}

/** True for errors of this package, whether thrown by TypeScript or by the addon. */
export function isNativeError(error: unknown): error is Error & { readonly code: NativeErrorCode } {
  return error instanceof Error && 'code' in error && (NATIVE_ERROR_CODES as readonly unknown[]).includes(error.code);
}
