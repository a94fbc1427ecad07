import { hasSamples } from '../profile/dimensions.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import { halveProfile, sampleCounts } from '../profile/split-profile.ts';
import { encodeProfilesRequest, type EncodeOptions } from './encode-profiles-request.ts';

export interface RequestLimits {
  /** Of one serialized request. */
  readonly maxBytes: number;
  /** Of one profile in it. */
  readonly maxSamples: number;
}

/**
 * Pyroscope takes 16,000 samples a profile. It measures bytes after conversion to pprof, where each of a request's
 * profiles repeats the symbols and each sample adds mappings, so that a request grows up to fourfold; one above its
 * rate limit's burst of 2 MB could never pass.
 */
export const WIRE_LIMITS: RequestLimits = { maxBytes: 450_000, maxSamples: 16_000 };

export interface ExportOptions extends Pick<EncodeOptions, 'randomId'> {
  readonly limits?: RequestLimits;
}

/**
 * The requests that bring these profiles to a server, in order: one process each, because a server that refuses one
 * series refuses its whole request. A process with much data gives several, whose values add up; one without samples
 * gives none. A single sample that is too large by itself is sent all the same.
 */
export function encodeExportRequests(profiles: readonly ProcessProfile[], options: ExportOptions = {}): Uint8Array[] {
  const { limits = WIRE_LIMITS, ...ids } = options;
  const encodeWithin = (profile: ProcessProfile): Uint8Array[] => {
    if (!hasSamples(profile)) return [];
    const fewEnough = sampleCounts(profile).every((count) => count <= limits.maxSamples);
    const request = fewEnough ? encodeProfilesRequest([profile], { ...ids, omitEmpty: true }) : undefined;
    if (request && request.length <= limits.maxBytes) return [request];
    const halves = halveProfile(profile);
    return halves ? halves.flatMap(encodeWithin) : [request ?? encodeProfilesRequest([profile], ids)];
  };
  return profiles.flatMap(encodeWithin);
}
