import { repeatableRandom } from '../bench/statistics.ts';

export const VICTIMS = ['command line', 'agent', 'both'] as const;
export type Victim = (typeof VICTIMS)[number];

export interface Kill {
  readonly victim: Victim;
  /** After the command was started. */
  readonly afterMs: number;
}

/** A little more than the rig's own experiment takes, so that its end is hit too. */
const RUN_MS = 30_000;

/** Drawn by lot, the same each time: moments over the whole of a run, each victim as often as the others. */
export function killMoments(count: number, seed: number): Kill[] {
  const random = repeatableRandom(seed);
  return Array.from({ length: count }, (_, index) => ({
    victim: VICTIMS[index % VICTIMS.length]!,
    afterMs: Math.round(random() * RUN_MS),
  }));
}
