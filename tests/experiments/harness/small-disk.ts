import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A file system of its own that is soon full. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves this share of it, 0 to 1. */
  fill(freeShare: number): void;
  remove(): void;
}

export function mountSmallDisk(mebibytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'meshprof-test', folder]);
  return {
    folder,
    fill: (freeShare) => {
      const { bsize, blocks, bavail } = statfsSync(folder);
      const bytes = Math.floor(bavail - blocks * freeShare) * bsize;
      try {
        writeFileSync(path.join(folder, 'filler'), Buffer.alloc(Math.max(0, bytes)));
      } catch {
        // It was full before the last byte.
      }
    },
    remove: () => {
      execFileSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}
