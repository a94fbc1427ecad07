import { randomBytes } from 'node:crypto';
import { profileTypesOf, samplesIn } from '../profile/dimensions.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import { resourceLabels } from '../profile/resource-labels.ts';
import { Dictionary } from './dictionary.ts';
import { encodeCounters, encodeKeyValue } from './encode-attribute.ts';
import { encodeDictionary } from './encode-dictionary.ts';
import { encodeProfile, PROFILE_ID_BYTES, type ProfileShape } from './encode-profile.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

export interface EncodeOptions {
  /** Gives the 16 bytes of each profile's id. Default: random. */
  readonly randomId?: () => Uint8Array;
  /** Leave out profiles without samples: a file tells "recorded, nothing happened", a server has no use for it. */
  readonly omitEmpty?: boolean;
}

export const SCOPE_NAME = 'meshprof';

/**
 * A serialized `ExportProfilesServiceRequest` of opentelemetry-proto 1.10 and later (v1development): resource_profiles
 * 1, dictionary 2. Each process is a resource with one profile for each dimension of its events.
 */
export function encodeProfilesRequest(profiles: readonly ProcessProfile[], options: EncodeOptions = {}): Uint8Array {
  const writer = new ProtobufWriter();
  const dictionary = new Dictionary();
  for (const profile of profiles) {
    const shapes = profileTypesOf(profile).filter(({ id }) => !options.omitEmpty || samplesIn(profile, id).length > 0);
    if (shapes.length > 0) {
      writer.message(1, () => encodeResourceProfiles(writer, dictionary, { profile, shapes, options }));
    }
  }
  writer.message(2, () => encodeDictionary(writer, dictionary));
  return writer.finish();
}

interface ResourceProfiles {
  readonly profile: ProcessProfile;
  readonly shapes: readonly ProfileShape[];
  readonly options: EncodeOptions;
}

/** What this window lost, by id of the contracts' table; absent if nothing was. */
const LOST_ATTRIBUTE = 'meshprof.lost';

/** ResourceProfiles: resource 1, scope_profiles 2. Resource: attributes 1. */
function encodeResourceProfiles(writer: ProtobufWriter, dictionary: Dictionary, parts: ResourceProfiles): void {
  writer.message(1, () => {
    for (const [label, value] of resourceLabels(parts.profile)) {
      writer.message(1, () => encodeKeyValue(writer, label, value));
    }
    const losses = Object.entries(parts.profile.lost);
    if (losses.length > 0) writer.message(1, () => encodeCounters(writer, LOST_ATTRIBUTE, losses));
  });
  writer.message(2, () => encodeScopeProfiles(writer, dictionary, parts));
}

/** ScopeProfiles: scope 1, profiles 2. InstrumentationScope: name 1. */
function encodeScopeProfiles(
  writer: ProtobufWriter,
  dictionary: Dictionary,
  { profile, shapes, options }: ResourceProfiles
): void {
  const randomId = options.randomId ?? (() => randomBytes(PROFILE_ID_BYTES));
  writer.message(1, () => writer.string(1, SCOPE_NAME));
  for (const shape of shapes) {
    writer.message(2, () => encodeProfile(writer, dictionary, { profile, shape, profileId: randomId() }));
  }
}
