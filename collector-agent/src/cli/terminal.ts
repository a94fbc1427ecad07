import { writeSync } from 'node:fs';

/** Standard output carries results, standard error everything said about them. */
export function writeOut(text: string): void {
  writeAll(1, text);
}

export function writeErr(text: string): void {
  writeAll(2, text);
}

/** Synchronous, so that nothing is lost when the process exits; a reader that went away (`| head`) is no error. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // A full pipe to a slow reader: wait for it.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else return;
    }
  }
}

export interface ProgressLine {
  readonly isShown: boolean;
  /** Replaces the line; the text is asked for only if it is shown. */
  update(text: () => string): void;
  /** Takes the line away, so that what is printed next starts at the left. */
  clear(): void;
}

/** A line on a terminal that rewrites itself; nothing at all where standard error is a file or a pipe. */
export function createProgressLine(): ProgressLine {
  if (!process.stderr.isTTY) return { isShown: false, update: () => undefined, clear: () => undefined };
  return {
    isShown: true,
    update: (text) => writeErr(`\r\u001b[2K${text().slice(0, Math.max(20, (process.stderr.columns || 80) - 1))}`),
    clear: () => writeErr('\r\u001b[2K'),
  };
}
