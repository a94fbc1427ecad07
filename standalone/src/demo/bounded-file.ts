import { closeSync, openSync, renameSync, writeSync } from 'node:fs';

export interface BoundedFile {
  /** Appends; a chunk that cannot be written (disk full) is dropped and counted. */
  readonly append: (chunk: Uint8Array) => void;
  readonly droppedBytes: () => number;
}

/** A file that holds the newest bytes: at `limitBytes` it becomes `<path>.1` and a new one begins. */
export function openBoundedFile(path: string, limitBytes: number): BoundedFile {
  let fd = openSync(path, 'w');
  let sizeBytes = 0;
  let droppedBytes = 0;

  const rotate = () => {
    renameSync(path, `${path}.1`);
    const full = fd;
    fd = openSync(path, 'w');
    sizeBytes = 0;
    closeSync(full);
  };

  return {
    append: (chunk) => {
      try {
        if (sizeBytes > 0 && sizeBytes + chunk.length > limitBytes) rotate();
        sizeBytes += writeSync(fd, chunk);
      } catch {
        droppedBytes += chunk.length;
      }
    },
    droppedBytes: () => droppedBytes,
  };
}
