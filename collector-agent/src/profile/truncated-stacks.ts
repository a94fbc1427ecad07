import { type Frame, type Losses, NO_LOSSES, type ProfileSamples, type Stack } from './process-profile.ts';

const TRUNCATED = /^\[truncated: (.*)\]$/;

/** Why a stack does not reach its thread's entry, as its marker says; undefined if it does, or has no marker. */
export function truncationOf(frames: readonly Frame[], stack: Pick<Stack, 'frames'>): string | undefined {
  for (const index of stack.frames) {
    const frame = frames[index];
    if (frame?.kind !== 'marker') continue;
    const cause = TRUNCATED.exec(frame.name)?.[1];
    if (cause !== undefined) return cause;
  }
  return undefined;
}

/**
 * How often unwinding ended early, by `stack.<cause>`, in clock ticks, switches and page faults together: each is one
 * stack somebody wanted whole.
 */
export function truncatedStacks(
  { frames, stacks }: { readonly frames: readonly Frame[]; readonly stacks: readonly Pick<Stack, 'frames'>[] },
  samples: ProfileSamples
): Losses {
  const ids = stacks.map((stack) => truncationOf(frames, stack)).map((cause) => cause && `stack.${cause}`);
  if (ids.every((id) => id === undefined)) return NO_LOSSES;
  const counts: Record<string, bigint> = {};
  const add = (stack: number, count: bigint): void => {
    const id = ids[stack];
    if (id !== undefined && count > 0n) counts[id] = (counts[id] ?? 0n) + count;
  };
  for (const { stack, ticks } of samples.onCpu) add(stack, ticks);
  for (const { stack, switches } of samples.offCpu) add(stack, switches);
  for (const { stack, faults } of samples.pageFaults) add(stack, faults);
  return counts;
}
