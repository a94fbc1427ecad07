import { compactTables } from './compact-tables.ts';
import { NO_LOSSES, type ProcessProfile, type ProfileSamples } from './process-profile.ts';

/**
 * Two profiles whose values add up to this one's, each with its own tables; undefined for a single sample. Losses stay
 * with the first, so that they add up too.
 */
export function halveProfile(profile: ProcessProfile): [ProcessProfile, ProcessProfile] | undefined {
  if (sampleCounts(profile).reduce((sum, count) => sum + count, 0) <= 1) return undefined;
  // Odd rows go to one half and the other in turn, so that neither is ever empty.
  let roundsUp = false;
  const cut = <T>(samples: readonly T[]): [T[], T[]] => {
    const middle = roundsUp ? Math.ceil(samples.length / 2) : Math.floor(samples.length / 2);
    if (samples.length % 2 === 1) roundsUp = !roundsUp;
    return [samples.slice(0, middle), samples.slice(middle)];
  };
  const onCpu = cut(profile.onCpu);
  const offCpu = cut(profile.offCpu);
  const pageFaults = cut(profile.pageFaults);
  const wakeups = cut(profile.wakeups);
  const stalls = cut(profile.stalls);
  const half = (index: 0 | 1): ProfileSamples => ({
    onCpu: onCpu[index],
    offCpu: offCpu[index],
    pageFaults: pageFaults[index],
    wakeups: wakeups[index],
    stalls: stalls[index],
  });
  return [
    { ...profile, ...compactTables(profile, half(0)) },
    { ...profile, ...compactTables(profile, half(1)), lost: NO_LOSSES },
  ];
}

/** Rows of each kind. */
export function sampleCounts({ onCpu, offCpu, pageFaults, wakeups, stalls }: ProfileSamples): number[] {
  return [onCpu, offCpu, pageFaults, wakeups, stalls].map(({ length }) => length);
}
