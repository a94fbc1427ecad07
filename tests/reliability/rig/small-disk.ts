import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Larger than the disk. */
const FILLING = Buffer.alloc(32 * 1024 * 1024);

/** A file system of a few megabytes that can be filled to its last byte, and emptied again. */
export class SmallDisk {
  readonly folder: string;
  readonly #hog: string;

  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'meshprof-small-disk-'));
    this.#hog = path.join(this.folder, 'hog');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'meshprof-test', this.folder]);
  }

  fill(): void {
    try {
      writeFileSync(this.#hog, FILLING);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
    throw new Error('the small disk took everything');
  }

  empty(): void {
    rmSync(this.#hog);
  }

  close(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}
