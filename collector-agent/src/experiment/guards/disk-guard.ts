import { statfs } from 'node:fs/promises';
import { errorCode } from '../../discovery/proc-file.ts';
import type { Breach } from './guards.ts';

/** A file system with less room than so much is too full. One that cannot be asked is one that nobody watches. */
export async function judgeDisks(paths: readonly string[], minFreePercent: number): Promise<Breach | undefined> {
  for (const path of paths) {
    const free = await freePercent(path);
    if (typeof free === 'string') {
      return { reason: 'disk-full', detail: `How much room is left at ${path} cannot be told: ${free}.` };
    }
    if (free < minFreePercent) {
      const left = `${free.toFixed(1)} % of the file system of ${path} is free`;
      return { reason: 'disk-full', detail: `${left}; ${minFreePercent} % must be.` };
    }
  }
  return undefined;
}

/** As df tells it: blocks kept for root are neither free nor used. */
async function freePercent(path: string): Promise<number | string> {
  try {
    const { blocks, bfree, bavail } = await statfs(path);
    const size = blocks - bfree + bavail;
    // File systems without a size (overlays of some kinds, procfs) cannot fill.
    return size > 0 ? (bavail / size) * 100 : 100;
  } catch (error) {
    return errorCode(error);
  }
}
