import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { CliError } from '../cli/cli-failure.ts';

/** A descriptor of a file; undefined if there is no regular file of that name that this user may read. */
export function openIfRegular(path: string): number | undefined {
  let descriptor: number;
  try {
    // Without O_NONBLOCK opening a FIFO waits for a writer.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  return undefined;
}

export function openRegularFile(path: string, what: string): number {
  const descriptor = openIfRegular(path);
  if (descriptor !== undefined) return descriptor;
  throw new CliError({ exit: 'binary', message: `cannot read ${what} ${path}: no regular file, or no permission` });
}
