import { createHash } from 'node:crypto';
import type { ResourceLabel } from '@meshprof/contracts';
import { encodeKeyValue } from './encode-attribute.ts';
import { PROFILE_ID_BYTES } from './encode-profile.ts';
import { lengthDelimited, MalformedProtobuf, protobufFields } from './protobuf-reader.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** What a task or an experiment adds to the labels of a recording. */
export type AddedLabels = Readonly<Partial<Record<ResourceLabel, string>>>;

/**
 * The same profiles under the id of a task or an experiment: more labels on every resource, and other profile ids, since
 * a store that knows a profile drops it, and two tasks may ask for the same past. The new ids follow from labels and old
 * id, so that sending again doubles nothing. Undefined if the bytes are no `ExportProfilesServiceRequest`.
 */
export function relabelRequest(request: Uint8Array, labels: AddedLabels): Uint8Array | undefined {
  try {
    const copy = Uint8Array.prototype.slice.call(request);
    for (const id of profileIdsIn(copy)) id.set(newProfileId(id, labels));
    return withLabels(copy, labels);
  } catch (error) {
    if (error instanceof MalformedProtobuf) return undefined;
    throw error;
  }
}

/** Views into `request`. */
function profileIdsIn(request: Uint8Array): Uint8Array[] {
  return lengthDelimited(request, 1) // resource_profiles
    .flatMap((resourceProfiles) => lengthDelimited(resourceProfiles, 2)) // scope_profiles
    .flatMap((scopeProfiles) => lengthDelimited(scopeProfiles, 2)) // profiles
    .flatMap((profile) => lengthDelimited(profile, 7)) // profile_id
    .filter((id) => id.length === PROFILE_ID_BYTES);
}

function newProfileId(id: Uint8Array, labels: AddedLabels): Uint8Array {
  const name = Object.values(labels).join('\0');
  return createHash('sha256').update(id).update(name).digest().subarray(0, PROFILE_ID_BYTES);
}

/** ExportProfilesServiceRequest: resource_profiles 1. ResourceProfiles: resource 1. Resource: attributes 1. */
function withLabels(request: Uint8Array, labels: AddedLabels): Uint8Array {
  const writer = new ProtobufWriter();
  copyFields(writer, request, (resourceProfiles) => {
    copyFields(writer, resourceProfiles, (resource) => {
      copyFields(writer, resource);
      for (const [label, value] of Object.entries(labels)) {
        writer.message(1, () => encodeKeyValue(writer, label, value));
      }
    });
  });
  return writer.finish();
}

/** Copies a message whose fields are all messages or texts; those in field 1 are filled by `replaceFirst`. */
function copyFields(writer: ProtobufWriter, message: Uint8Array, replaceFirst?: (value: Uint8Array) => void): void {
  for (const { field, value } of protobufFields(message)) {
    if (!(value instanceof Uint8Array)) throw new MalformedProtobuf(`field ${field} is no message`);
    if (field === 1 && replaceFirst !== undefined) writer.message(1, () => replaceFirst(value));
    else writer.bytes(field, value);
  }
}
