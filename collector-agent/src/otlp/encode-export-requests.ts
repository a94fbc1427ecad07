import { hasSamples } from '../profile/dimensions.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import { type ProfileLimits, splitProfile } from '../profile/split-profile.ts';
import { encodeProfilesRequest, type EncodeOptions } from './encode-profiles-request.ts';

/**
 * Pyroscope takes 16,000 samples a profile. It measures bytes after conversion to pprof, where each of a request's
 * profiles repeats the symbols and each sample adds mappings, so that a request grows up to fourfold; one above its
 * rate limit's burst of 2 MB could never pass.
 */
export const WIRE_LIMITS: ProfileLimits = { maxBytes: 450_000, maxSamples: 16_000 };

/**
 * The requests that bring these profiles to a server, in order: one process each, because a server that refuses one
 * series refuses its whole request. A process with much data gives several; one without samples gives none.
 */
export function encodeExportRequests(
  profiles: readonly ProcessProfile[],
  options: Omit<EncodeOptions, 'omitEmpty'> & { readonly limits?: ProfileLimits } = {}
): Uint8Array[] {
  const { limits = WIRE_LIMITS, randomId } = options;
  const encode = (profile: ProcessProfile): Uint8Array =>
    encodeProfilesRequest([profile], { omitEmpty: true, ...(randomId ? { randomId } : {}) });
  return profiles
    .filter(hasSamples)
    .flatMap((profile) => splitProfile(profile, limits, (part) => encode(part).length))
    .map(encode);
}
