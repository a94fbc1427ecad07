import type { ProfileTypeId } from '@meshprof/contracts';
import { samplesIn } from '../profile/dimensions.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';

/**
 * Folded stacks of one dimension, as flame graph scripts read them: a line `root;…;leaf value` for each stack, summed
 * over threads, wait classes and processes, sorted by stack. On CPU the value is ticks, off CPU nanoseconds or switches.
 */
export function encodeFolded(profiles: readonly ProcessProfile[], dimension: ProfileTypeId): string {
  const values = new Map<string, bigint>();
  for (const profile of profiles) {
    const lines = profile.stacks.map(({ frames }) => foldedStack(profile, frames));
    for (const { stack, value } of samplesIn(profile, dimension)) {
      const line = lines[stack] ?? '';
      values.set(line, (values.get(line) ?? 0n) + value);
    }
  }
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([stack, value]) => `${stack} ${value}\n`).join('');
}

/** A stack without frames still has a value, so it gets a name. */
const NO_FRAMES = '[no frames]';

function foldedStack(profile: ProcessProfile, frames: Uint32Array): string {
  if (frames.length === 0) return NO_FRAMES;
  // `;` separates frames (Rust names have it in array types). Line breaks were taken out of all names before.
  const names = Array.from(frames, (frame) => (profile.frames[frame]?.name ?? NO_FRAMES).replaceAll(';', ':'));
  return names.reverse().join(';');
}
