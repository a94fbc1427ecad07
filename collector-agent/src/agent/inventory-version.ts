import { createHash } from 'node:crypto';
import type { Target } from '@meshprof/contracts';

/** A name for what the controller should know of these targets. Threads come and go; only their order of magnitude counts. */
export function inventoryVersion(targets: readonly Target[]): string {
  const hash = createHash('sha256');
  for (const { threads, ...target } of targets)
    hash.update(JSON.stringify([target, Math.round(Math.log2(threads + 1))]));
  return hash.digest('base64url').slice(0, 22);
}
