import { compactTables } from './compact-tables.ts';
import type { ProcessProfile } from './process-profile.ts';

/**
 * Two profiles whose values add up to this one's, each with its own tables; undefined for a single sample. Losses stay
 * with the first, so that they add up too.
 */
export function halveProfile(profile: ProcessProfile): [ProcessProfile, ProcessProfile] | undefined {
  if (profile.onCpu.length + profile.offCpu.length <= 1) return undefined;
  // Rounded apart, so that one sample of each event still makes two parts.
  const onCpuCut = Math.floor(profile.onCpu.length / 2);
  const offCpuCut = Math.ceil(profile.offCpu.length / 2);
  const first = { onCpu: profile.onCpu.slice(0, onCpuCut), offCpu: profile.offCpu.slice(0, offCpuCut) };
  const second = { onCpu: profile.onCpu.slice(onCpuCut), offCpu: profile.offCpu.slice(offCpuCut) };
  return [
    { ...profile, ...compactTables(profile, first) },
    { ...profile, ...compactTables(profile, second), lost: { onCpu: {}, offCpu: {} } },
  ];
}
