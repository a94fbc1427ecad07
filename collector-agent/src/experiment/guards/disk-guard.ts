import { statfs } from 'node:fs/promises';
import { errorCode } from '../../discovery/proc-file.ts';
import type { Breach } from './guards.ts';

/** The fullest of some file systems; one that cannot be asked is one that nobody watches. */
export type DiskLook =
  { readonly path: string; readonly freePercent: number } | { readonly path: string; readonly problem: string };

/** Undefined without paths. */
export async function lookAtDisks(paths: readonly string[]): Promise<DiskLook | undefined> {
  let fullest: DiskLook | undefined;
  for (const path of paths) {
    const free = await freePercent(path);
    if (typeof free === 'string') return { path, problem: free };
    if (fullest === undefined || ('freePercent' in fullest && free < fullest.freePercent)) {
      fullest = { path, freePercent: free };
    }
  }
  return fullest;
}

export function judgeDisk(look: DiskLook | undefined, minFreePercent: number): Breach | undefined {
  if (look === undefined) return undefined;
  const { path } = look;
  if ('problem' in look) {
    return { reason: 'disk-full', detail: `How much room is left at ${path} cannot be told: ${look.problem}.` };
  }
  if (look.freePercent >= minFreePercent) return undefined;
  const left = `${look.freePercent.toFixed(1)} % of the file system of ${path} is free`;
  return { reason: 'disk-full', detail: `${left}; ${minFreePercent} % must be.` };
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
