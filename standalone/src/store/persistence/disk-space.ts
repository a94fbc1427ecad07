import { statfsSync } from 'node:fs';

const CHECK_EVERY_MS = 1000;

/**
 * Tells whether the disk still has the free space that the store leaves alone. Refusing before the disk is full keeps
 * room for the retention, which needs some to delete.
 */
export class DiskSpace {
  readonly #directory: string;
  readonly #minFreeBytes: number;
  #checkedAtMs = -Infinity;
  #enough = true;

  constructor(directory: string, minFreeBytes: number) {
    this.#directory = directory;
    this.#minFreeBytes = minFreeBytes;
  }

  enough(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#checkedAtMs >= CHECK_EVERY_MS) {
      const { bavail, bsize } = statfsSync(this.#directory);
      this.#enough = bavail * bsize >= this.#minFreeBytes;
      this.#checkedAtMs = nowMs;
    }
    return this.#enough;
  }
}
