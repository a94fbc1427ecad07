import { at, python } from './project.ts';
import { run } from './run.ts';

export interface DecodedSample {
  readonly value: number;
  /** Function names, leaf first. */
  readonly stack: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

export interface DecodedProfile {
  /** `type/unit` */
  readonly sampleType: string;
  readonly periodType: string;
  readonly period: number;
  readonly profileId: string;
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
  readonly attribute: (index: number) => [string, string];
}

function readTables(dictionary: Json): Tables {
  const strings = (dictionary['string_table'] ?? []) as string[];
  const table = (name: string) => (dictionary[name] ?? []) as Json[];
  const text = (index = 0) => strings[index] ?? '';
  const functionName = (line: Json) => text(table('function_table')[line['function_index'] ?? 0]?.['name_strindex']);
  const location = (index: number) => ((table('location_table')[index]?.['lines'] ?? []) as Json[]).map(functionName);
  return {
    text,
    stack: (index = 0) => ((table('stack_table')[index]?.['location_indices'] ?? []) as number[]).flatMap(location),
    attribute: (index) => {
      const { key_strindex: key, value } = table('attribute_table')[index] ?? {};
      return [text(key), anyValue(value)];
    },
  };
}

const anyValue = (value: Json | undefined) => String(Object.values(value ?? {})[0] ?? '');

function readAttributes(attributes: Json[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, anyValue(value)])) as Record<string, string>;
}

function readProfile(profile: Json, resource: Record<string, string>, tables: Tables): DecodedProfile {
  const valueType = (type: Json = {}) => `${tables.text(type['type_strindex'])}/${tables.text(type['unit_strindex'])}`;
  return {
    sampleType: valueType(profile['sample_type']),
    periodType: valueType(profile['period_type']),
    period: Number(profile['period'] ?? 0),
    profileId: String(profile['profile_id'] ?? ''),
    resource,
    samples: ((profile['samples'] ?? []) as Json[]).map((sample) => ({
      value: Number((sample['values'] as unknown[] | undefined)?.[0] ?? 0),
      stack: tables.stack(sample['stack_index']),
      attributes: Object.fromEntries(((sample['attribute_indices'] ?? []) as number[]).map(tables.attribute)),
    })),
  };
}
