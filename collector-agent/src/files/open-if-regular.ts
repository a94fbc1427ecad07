import { closeSync, constants, fstatSync, openSync } from 'node:fs';

/** A descriptor of a file; undefined if there is no regular file of that name that this user may read. */
export function openIfRegular(path: string): number | undefined {
  let descriptor: number;
  try {
    // Without O_NONBLOCK opening a pipe would wait for a writer, for ever perhaps.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    if (fstatSync(descriptor).isFile()) return descriptor;
  } catch {
    // An I/O error: as good as unreadable.
  }
  closeSync(descriptor);
  return undefined;
}
