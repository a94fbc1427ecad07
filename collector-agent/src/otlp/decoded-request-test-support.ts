import { decodeWith } from './decoder-test-support.ts';

/** For tests: an `ExportProfilesServiceRequest` as the independent decoder gives it (the parts that tests look at). */
export interface DecodedRequest {
  readonly resource_profiles?: readonly {
    readonly resource: { readonly attributes: readonly DecodedKeyValue[] };
    readonly scope_profiles: readonly {
      readonly scope: { name: string };
      readonly profiles: readonly DecodedProfile[];
    }[];
  }[];
  readonly dictionary: DecodedDictionary;
}

export interface DecodedKeyValue {
  readonly key?: string;
  readonly value: { readonly string_value?: string; readonly int_value?: string };
}

export interface DecodedProfile {
  readonly sample_type: DecodedValueType;
  readonly samples?: readonly DecodedSample[];
  readonly time_unix_nano: string;
  readonly duration_nano: string;
  readonly period_type?: DecodedValueType;
  readonly period?: string;
  readonly profile_id: string;
}

interface DecodedValueType {
  readonly type_strindex: number;
  readonly unit_strindex: number;
}

export interface DecodedSample {
  readonly stack_index?: number;
  readonly attribute_indices?: readonly number[];
  readonly values: readonly string[];
}

export interface DecodedDictionary {
  readonly mapping_table: readonly {
    filename_strindex?: number;
    attribute_indices?: number[];
    memory_limit?: string;
  }[];
  readonly location_table: readonly {
    mapping_index?: number;
    address?: string;
    lines?: { function_index?: number }[];
    attribute_indices?: number[];
  }[];
  readonly function_table: readonly { name_strindex?: number; filename_strindex?: number }[];
  readonly link_table: readonly { trace_id?: string; span_id?: string }[];
  readonly string_table: readonly string[];
  readonly attribute_table: readonly { key_strindex?: number; value?: { string_value?: string } }[];
  readonly stack_table: readonly { location_indices?: number[] }[];
}

export function decodeRequest(bytes: Uint8Array): DecodedRequest {
  return decodeWith('otlp_to_json', bytes) as DecodedRequest;
}

export function profilesOf(request: DecodedRequest): DecodedProfile[] {
  return (request.resource_profiles ?? []).flatMap(({ scope_profiles }) => scope_profiles.flatMap((s) => s.profiles));
}

/** What decides how a server stores a profile: `samples/count, cpu/nanoseconds, period 10101010`. */
export function profileShape(request: DecodedRequest, profile: DecodedProfile): string {
  const strings = request.dictionary.string_table;
  const name = (type?: DecodedValueType): string =>
    type ? `${strings[type.type_strindex]}/${strings[type.unit_strindex]}` : 'none';
  return `${name(profile.sample_type)}, ${name(profile.period_type)}, period ${profile.period ?? 'none'}`;
}

/** `root;…;leaf {attributes} value` of each sample, following every index. */
export function sampleLines({ dictionary }: DecodedRequest, profile: DecodedProfile): string[] {
  const text = (index = 0): string => dictionary.string_table[index] ?? '?';
  const attribute = (index: number): string => {
    const row = dictionary.attribute_table[index];
    return `${text(row?.key_strindex)}=${row?.value?.string_value}`;
  };
  const frame = (index: number): string => {
    const line = dictionary.location_table[index]?.lines?.[0];
    return text(dictionary.function_table[line?.function_index ?? 0]?.name_strindex);
  };
  return (profile.samples ?? []).map(({ stack_index = 0, attribute_indices = [], values }) => {
    const frames = dictionary.stack_table[stack_index]?.location_indices ?? [];
    return `${frames.map(frame).reverse().join(';')} {${attribute_indices.map(attribute).join()}} ${values.join('+')}`;
  });
}
