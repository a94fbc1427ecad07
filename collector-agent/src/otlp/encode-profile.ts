import type { ProfileTypeId, ValueType } from '@meshprof/contracts';
import { type DimensionSample, periodNs, samplesIn } from '../profile/dimensions.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import type { Dictionary } from './dictionary.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

export const PROFILE_ID_BYTES = 16;

export interface ProfileShape {
  readonly id: ProfileTypeId;
  readonly sampleType: ValueType;
  readonly periodType?: ValueType;
}

/**
 * Profile: sample_type 1, samples 2, time_unix_nano 3, duration_nano 4, period_type 5, period 6, profile_id 7.
 * One dimension of one process in one window.
 */
export function encodeProfile(
  writer: ProtobufWriter,
  dictionary: Dictionary,
  { profile, shape, profileId }: { profile: ProcessProfile; shape: ProfileShape; profileId: Uint8Array }
): void {
  if (profileId.length !== PROFILE_ID_BYTES) throw new RangeError(`a profile id has 16 bytes, not ${profileId.length}`);
  const { periodType } = shape;
  writer.message(1, () => encodeValueType(writer, dictionary, shape.sampleType));
  for (const row of sampleRows(dictionary, profile, shape.id)) writer.message(2, () => encodeSample(writer, row));
  writer.fixed64(3, profile.startUnixNs);
  writer.integer(4, profile.durationNs);
  if (periodType) {
    writer.message(5, () => encodeValueType(writer, dictionary, periodType));
    // A period is what one count stands for: CPU time by the clock's frequency, or one event.
    writer.integer(6, shape.id === 'on-cpu' ? periodNs(profile.frequencyHz) : 1);
  }
  writer.bytes(7, profileId);
}

/** ValueType: type_strindex 1, unit_strindex 2. */
function encodeValueType(writer: ProtobufWriter, dictionary: Dictionary, { type, unit }: ValueType): void {
  writer.integer(1, dictionary.stringIndex(type));
  writer.integer(2, dictionary.stringIndex(unit));
}

interface SampleRow {
  readonly stackIndex: number;
  readonly attributeIndices: readonly number[];
  value: bigint;
}

/** Sample: stack_index 1, attribute_indices 2, link_index 3, values 4, timestamps_unix_nano 5. */
function encodeSample(writer: ProtobufWriter, row: SampleRow): void {
  writer.integer(1, row.stackIndex);
  writer.integers(2, row.attributeIndices);
  writer.integers(4, [row.value]);
}

/** Samples that became equal in stack and attributes (two addresses of one name) are one row, as the proto wants. */
function sampleRows(dictionary: Dictionary, profile: ProcessProfile, dimension: ProfileTypeId): SampleRow[] {
  const rows = new Map<string, SampleRow>();
  for (const sample of samplesIn(profile, dimension)) {
    const stackIndex = dictionary.stackIndex(profile, sample.stack);
    const attributeIndices = sampleAttributes(dictionary, sample);
    const key = `${stackIndex};${attributeIndices.join()}`;
    const row = rows.get(key);
    if (row) row.value += sample.value;
    else rows.set(key, { stackIndex, attributeIndices, value: sample.value });
  }
  return [...rows.values()];
}

function sampleAttributes(
  dictionary: Dictionary,
  { thread, waitClass, faultKind, costCategory }: DimensionSample
): number[] {
  return [
    dictionary.attributeIndex('cost_category', costCategory),
    ...(thread === '' ? [] : [dictionary.attributeIndex('thread', thread)]),
    ...(waitClass === undefined ? [] : [dictionary.attributeIndex('wait_class', waitClass)]),
    ...(faultKind === undefined ? [] : [dictionary.attributeIndex('fault_kind', faultKind)]),
  ];
}
