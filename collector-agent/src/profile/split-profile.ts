import { compactTables } from './compact-tables.ts';
import type { ProcessProfile } from './process-profile.ts';

export interface ProfileLimits {
  /** Of what `sizeOf` gives for one part. */
  readonly maxBytes: number;
  /** Samples of one event in one part. */
  readonly maxSamples: number;
}

/**
 * Parts that keep the limits and whose values add up to the profile; each has its own tables. Losses stay with the
 * first part, so that they add up too. A single sample that is too large by itself stays whole.
 */
export function splitProfile(
  profile: ProcessProfile,
  limits: ProfileLimits,
  sizeOf: (profile: ProcessProfile) => number
): ProcessProfile[] {
  const samples = profile.onCpu.length + profile.offCpu.length;
  const fewEnough = profile.onCpu.length <= limits.maxSamples && profile.offCpu.length <= limits.maxSamples;
  if (samples <= 1 || (fewEnough && sizeOf(profile) <= limits.maxBytes)) return [profile];
  return halves(profile).flatMap((half) => splitProfile(half, limits, sizeOf));
}

function halves(profile: ProcessProfile): [ProcessProfile, ProcessProfile] {
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
