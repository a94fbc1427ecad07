import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Reads at most `maxBytes` of a file under /proc. A process may vanish between two reads and owns much of what its
 * files say (a command line can be megabytes), so a missing file is a value and every read has a limit.
 */
export type ProcText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: string };

export function readProcText(path: string, maxBytes: number): ProcText {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    return { ok: false, code: errorCode(error) };
  }
  try {
    return { ok: true, text: readUpTo(descriptor, maxBytes).toString('utf8') };
  } catch (error) {
    return { ok: false, code: errorCode(error) };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Shared by all reads, which are synchronous: an inventory reads hundreds of files every few seconds, and a buffer for
 * each of them kept the garbage collector at 2 % of a core.
 */
const SCRATCH = Buffer.allocUnsafeSlow(64 * 1024);

function readUpTo(descriptor: number, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < maxBytes) {
    // procfs hands out at most a page or so at a time, so the end is a read of zero bytes, not a short one.
    const size = readSync(descriptor, SCRATCH, 0, Math.min(SCRATCH.length, maxBytes - total), null);
    if (size === 0) break;
    chunks.push(Buffer.from(SCRATCH.subarray(0, size)));
    total += size;
  }
  return Buffer.concat(chunks);
}

/** `code` of a system error (`ENOENT`, `EACCES`, …), or `UNKNOWN`. */
export function errorCode(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' ? code : 'UNKNOWN';
}
