import { at, python } from './project.ts';
import { run } from './run.ts';

export interface DecodedSample {
  readonly value: number;
  /** Function names, leaf first. */
  readonly stack: readonly string[];
  /** Code addresses, leaf first, whether or not they have a name. */
  readonly places: readonly DecodedPlace[];
  /** How many, for profiles that keep when each sample was taken; their values may be absent. */
  readonly timestamps: number;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface DecodedPlace {
  /** '' where nobody has named it. */
  readonly name: string;
  readonly file: string;
  readonly address: number;
  /** Of the frame: native, kernel, … */
  readonly frameType: string;
}

export interface DecodedProfile {
  /** `type/unit` */
  readonly sampleType: string;
  readonly periodType: string;
  readonly period: number;
  readonly profileId: string;
  readonly fromUnixMs: number;
  readonly toUnixMs: number;
  readonly resource: Readonly<Record<string, string>>;
  readonly samples: readonly DecodedSample[];
}

type Json = Record<string, never>;

/** Decodes an ExportProfilesServiceRequest with PyPI's opentelemetry-proto, which shares nothing with our encoder. */
export async function decodeOtlp(request: Uint8Array): Promise<DecodedProfile[]> {
  const { code, stdout, stderr } = await run([python, at('tests', 'decoders', 'otlp_to_json.py')], { input: request });
  if (code !== 0) throw new Error(`the independent decoder refused the request: ${stderr}`);
  const { resource_profiles: resources = [], dictionary } = JSON.parse(stdout) as Json;
  const tables = readTables(dictionary ?? {});
  return (resources as Json[]).flatMap(({ resource, scope_profiles: scopes = [] }) =>
    (scopes as Json[]).flatMap(({ profiles = [] }) =>
      (profiles as Json[]).map((profile) =>
        readProfile(profile, readAttributes(resource?.['attributes'] ?? []), tables)
      )
    )
  );
}

interface Tables {
  readonly text: (index?: number) => string;
  readonly stack: (index?: number) => string[];
  readonly places: (index?: number) => DecodedPlace[];
  readonly attribute: (index: number) => [string, string];
}

function readTables(dictionary: Json): Tables {
  const strings = (dictionary['string_table'] ?? []) as string[];
  const table = (name: string) => (dictionary[name] ?? []) as Json[];
  const text = (index = 0) => strings[index] ?? '';
  const functionName = (line: Json) => text(table('function_table')[line['function_index'] ?? 0]?.['name_strindex']);
  const location = (index: number) => ((table('location_table')[index]?.['lines'] ?? []) as Json[]).map(functionName);
  const attribute = (index: number): [string, string] => {
    const { key_strindex: key, value } = table('attribute_table')[index] ?? {};
    return [text(key), anyValue(value)];
  };
  const place = (index: number): DecodedPlace => {
    const found = table('location_table')[index] ?? {};
    const mapping = table('mapping_table')[found['mapping_index'] ?? 0] ?? {};
    const attributes = ((found['attribute_indices'] ?? []) as number[]).map(attribute);
    return {
      name: location(index)[0] ?? '',
      file: text(mapping['filename_strindex']),
      address: Number(found['address'] ?? 0),
      frameType: attributes.find(([key]) => key === 'profile.frame.type')?.[1] ?? '',
    };
  };
  const locations = (index = 0) => (table('stack_table')[index]?.['location_indices'] ?? []) as number[];
  return {
    text,
    stack: (index) => locations(index).flatMap(location),
    places: (index) => locations(index).map(place),
    attribute,
  };
}

const anyValue = (value: Json | undefined) => String(Object.values(value ?? {})[0] ?? '');

function readAttributes(attributes: Json[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, anyValue(value)])) as Record<string, string>;
}

function readProfile(profile: Json, resource: Record<string, string>, tables: Tables): DecodedProfile {
  const fromUnixNs = BigInt(profile['time_unix_nano'] ?? 0);
  const toUnixNs = fromUnixNs + BigInt(profile['duration_nano'] ?? 0);
  const valueType = (type: Json = {}) => `${tables.text(type['type_strindex'])}/${tables.text(type['unit_strindex'])}`;
  return {
    sampleType: valueType(profile['sample_type']),
    periodType: valueType(profile['period_type']),
    period: Number(profile['period'] ?? 0),
    profileId: String(profile['profile_id'] ?? ''),
    fromUnixMs: Number(fromUnixNs / 1_000_000n),
    toUnixMs: Number(toUnixNs / 1_000_000n),
    resource,
    samples: ((profile['samples'] ?? []) as Json[]).map((sample) => ({
      value: Number((sample['values'] as unknown[] | undefined)?.[0] ?? 0),
      stack: tables.stack(sample['stack_index']),
      places: tables.places(sample['stack_index']),
      timestamps: ((sample['timestamps_unix_nano'] ?? []) as unknown[]).length,
      attributes: Object.fromEntries(((sample['attribute_indices'] ?? []) as number[]).map(tables.attribute)),
    })),
  };
}
