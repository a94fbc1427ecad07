import { isNativeError } from './errors.ts';
import { loadAddon, readerPath } from './load-addon.ts';
import { validateSessionOptions } from './session-options.ts';
import type { ProbeResult, Session, SessionOptions } from './types.ts';

export { NativeError, isNativeError } from './errors.ts';
export { SYMBOLS_TOOL_PATH } from './symbols-tool.ts';
export * from './types.ts';

/**
 * Attaches BPF programs, which the first of several sessions loads, to these processes. The session costs the targets
 * until `stop()`; kernel memory is held until the last one's `close()`.
 *
 * @throws {NativeError} `EINVAL_OPTIONS`, `ENOPROCESS` (a pid is not there), `ENOPERM`, `ENOKERNEL`, `ELIMIT`,
 *   `ENOADDON` or `EINTERNAL`; nothing of it stays attached then.
 */
export function openSession(options: SessionOptions): Session {
  const validated = validateSessionOptions(options);
  return loadAddon().openSession({ ...validated, readerPath });
}

/**
 * For a service that holds stack memory of others: no core file of it, nor of the programs that it starts, which read
 * files of targets. Loading the addon alone takes the first from any process, and its memory from everybody who may not
 * trace all processes. Without the addon there is nothing to protect.
 */
export function protectMemory(): void {
  try {
    loadAddon().protectMemory();
  } catch (error) {
    if (!isNativeError(error)) throw error;
  }
}

/** Tries each kernel feature a session needs and undoes it again. A missing addon is a result too, not an error. */
export function probe(): ProbeResult[] {
  try {
    return [{ id: 'addon', met: true, detail: '', denied: false }, ...loadAddon().probe()];
  } catch (error) {
    if (!isNativeError(error)) throw error;
    return [{ id: 'addon', met: false, detail: error.message, denied: false }];
  }
}
