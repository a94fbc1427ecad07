import { lengthDelimited, MalformedProtobuf } from './protobuf-reader.ts';

/**
 * The ids of the profiles in a serialized `ExportProfilesServiceRequest`, as lower-case hex: what to look for in a
 * store. Undefined if the bytes are no such request.
 */
export function readProfileIds(request: Uint8Array): string[] | undefined {
  try {
    return lengthDelimited(request, 1) // resource_profiles
      .flatMap((resourceProfiles) => lengthDelimited(resourceProfiles, 2)) // scope_profiles
      .flatMap((scopeProfiles) => lengthDelimited(scopeProfiles, 2)) // profiles
      .flatMap((profile) => lengthDelimited(profile, 7).slice(-1)) // profile_id
      .map((id) => Buffer.from(id).toString('hex'));
  } catch (error) {
    if (error instanceof MalformedProtobuf) return undefined;
    throw error;
  }
}
