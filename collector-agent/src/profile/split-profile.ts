import { compactTables } from './compact-tables.ts';
import { NO_LOSSES, type ProcessProfile, type ProfileSamples } from './process-profile.ts';

/**
 * Two profiles whose values add up to this one's, each with its own tables; undefined for a single sample. Losses stay
 * with the first, so that they add up too.
 */
export function halveProfile(profile: ProcessProfile): [ProcessProfile, ProcessProfile] | undefined {
  const lengths = [profile.onCpu.length, profile.offCpu.length, profile.pageFaults.length, profile.wakeups.length];
  if (lengths.reduce((sum, length) => sum + length, 0) <= 1) return undefined;
  // Of one sample an event each, the first goes to the other part than the rest.
  const cut = <T>(samples: readonly T[], round: (half: number) => number): [T[], T[]] => {
    const middle = round(samples.length / 2);
    return [samples.slice(0, middle), samples.slice(middle)];
  };
  const onCpu = cut(profile.onCpu, Math.floor);
  const offCpu = cut(profile.offCpu, profile.onCpu.length > 0 ? Math.ceil : Math.floor);
  const pageFaults = cut(profile.pageFaults, Math.ceil);
  const wakeups = cut(profile.wakeups, Math.ceil);
  const half = (index: 0 | 1): ProfileSamples => ({
    onCpu: onCpu[index],
    offCpu: offCpu[index],
    pageFaults: pageFaults[index],
    wakeups: wakeups[index],
    stalls: index === 0 ? profile.stalls : [],
  });
  return [
    { ...profile, ...compactTables(profile, half(0)) },
    { ...profile, ...compactTables(profile, half(1)), lost: NO_LOSSES },
  ];
}
