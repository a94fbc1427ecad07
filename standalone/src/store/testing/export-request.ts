import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type ExportProfilesServiceRequest,
  ExportProfilesServiceRequestSchema,
} from '../generated/opentelemetry/proto/collector/profiles/v1development/profiles_service_pb.js';
import { type ProfileSchema } from '../generated/opentelemetry/proto/profiles/v1development/profiles_pb.js';

export interface SampleSpec {
  /** Root first, separated by semicolons. */
  readonly stack: string;
  readonly values?: readonly number[];
  readonly timestamps?: readonly bigint[];
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface RequestSpec {
  readonly resource?: Readonly<Record<string, string | bigint | boolean>>;
  readonly scope?: Readonly<Record<string, string>>;
  readonly sampleType?: readonly [type: string, unit: string];
  readonly periodType?: readonly [type: string, unit: string] | null;
  readonly period?: bigint;
  readonly timeMs?: number;
  readonly profileId?: Uint8Array;
  readonly samples?: readonly SampleSpec[];
}

const NS_PER_MS = 1_000_000n;

/** A CPU profile in one export, or what the specification says instead. */
export function exportRequest(spec: RequestSpec = {}): ExportProfilesServiceRequest {
  const tables = new Tables();
  const [type, unit] = spec.sampleType ?? ['samples', 'count'];
  const periodType = spec.periodType === undefined ? ['cpu', 'nanoseconds'] : spec.periodType;
  const profile: MessageInitShape<typeof ProfileSchema> = {
    sampleType: { typeStrindex: tables.string(type), unitStrindex: tables.string(unit) },
    samples: (spec.samples ?? [{ stack: 'main;work', values: [1] }]).map((sample) => ({
      stackIndex: tables.stack(sample.stack),
      values: (sample.values ?? []).map(BigInt),
      timestampsUnixNano: [...(sample.timestamps ?? [])],
      attributeIndices: Object.entries(sample.attributes ?? {}).map(([key, value]) => tables.attribute(key, value)),
    })),
    timeUnixNano: BigInt(spec.timeMs ?? Date.now()) * NS_PER_MS,
    durationNano: 10_000_000_000n,
    period: spec.period ?? (periodType === null ? 0n : 10_000_000n),
    ...(spec.profileId === undefined ? {} : { profileId: spec.profileId }),
    ...(periodType === null
      ? {}
      : { periodType: { typeStrindex: tables.string(periodType[0]), unitStrindex: tables.string(periodType[1]) } }),
  };
  return create(ExportProfilesServiceRequestSchema, {
    resourceProfiles: [
      {
        resource: { attributes: keyValues(spec.resource ?? { 'service.name': 'svc' }) },
        scopeProfiles: [{ scope: { attributes: keyValues(spec.scope ?? {}) }, profiles: [profile] }],
      },
    ],
    dictionary: tables.dictionary(),
  });
}

export function exportBytes(spec: RequestSpec = {}): Uint8Array {
  return toBinary(ExportProfilesServiceRequestSchema, exportRequest(spec));
}

/** An id that nothing else has. */
export function profileId(number: number): Uint8Array {
  const id = new Uint8Array(16).fill(7);
  new DataView(id.buffer).setUint32(0, number);
  return id;
}

function keyValues(attributes: Readonly<Record<string, string | bigint | boolean>>) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: { value: anyValue(value) } }));
}

function anyValue(value: string | bigint | boolean) {
  if (typeof value === 'string') return { case: 'stringValue', value } as const;
  if (typeof value === 'bigint') return { case: 'intValue', value } as const;
  return { case: 'boolValue', value } as const;
}

class Tables {
  readonly #strings: string[] = [''];
  readonly #functions: number[] = [0];
  readonly #stacks: number[][] = [[]];
  readonly #attributes: { key: number; value: string }[] = [{ key: 0, value: '' }];

  string(text: string): number {
    const known = this.#strings.indexOf(text);
    return known >= 0 ? known : this.#strings.push(text) - 1;
  }

  attribute(key: string, value: string): number {
    return this.#attributes.push({ key: this.string(key), value }) - 1;
  }

  /** Functions and locations have equal numbers: one location a function. */
  stack(text: string): number {
    const names = text === '' ? [] : text.split(';');
    return this.#stacks.push(names.map((name) => this.#function(name)).reverse()) - 1;
  }

  #function(name: string): number {
    const string = this.string(name);
    const known = this.#functions.indexOf(string);
    return known > 0 ? known : this.#functions.push(string) - 1;
  }

  dictionary() {
    return {
      mappingTable: [{}],
      locationTable: this.#functions.map((_, index) => (index === 0 ? {} : { lines: [{ functionIndex: index }] })),
      functionTable: this.#functions.map((nameStrindex) => ({ nameStrindex })),
      linkTable: [{}],
      stringTable: this.#strings,
      stackTable: this.#stacks.map((locationIndices) => ({ locationIndices })),
      attributeTable: this.#attributes.map(({ key, value }) => ({
        keyStrindex: key,
        value: { value: { case: 'stringValue' as const, value } },
      })),
    };
  }
}
