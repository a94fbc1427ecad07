import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { AnyValueSchema } from '../generated/opentelemetry/proto/common/v1/common_pb.js';
import {
  KeyValueAndUnitSchema,
  SampleSchema,
} from '../generated/opentelemetry/proto/profiles/v1development/profiles_pb.js';
import type { ExportProfilesServiceRequest } from '../generated/opentelemetry/proto/collector/profiles/v1development/profiles_service_pb.js';
import { decodeProfileBody } from '../persistence/profile-body.ts';
import type { PreparedProfile } from '../persistence/prepared-profile.ts';
import { type Limits, withDefaults } from '../store-config.ts';
import { exportRequest, type RequestSpec } from '../testing/export-request.ts';
import { convertExport } from './convert-export.ts';

const NOW_MS = 1_700_000_000_000;
const { limits: LIMITS } = withDefaults({});

function convert(request: ExportProfilesServiceRequest, limits: Partial<Limits> = {}) {
  return convertExport(request, { ...LIMITS, ...limits }, NOW_MS);
}

function convertOne(spec: RequestSpec, limits: Partial<Limits> = {}): PreparedProfile {
  const { profiles, rejected } = convert(exportRequest(spec), limits);
  assert.deepEqual(rejected, []);
  assert.equal(profiles.length, 1);
  return profiles[0]!;
}

function labelsOf(profile: PreparedProfile, series = 0): Record<string, string> {
  return Object.fromEntries(profile.series[series]!.labels);
}

/** Stacks of all series together, root first. */
function stacksOf(profile: PreparedProfile): Record<string, number> {
  const body = decodeProfileBody(profile.body);
  const path = (node: number): string[] =>
    node === 0 ? [] : [...path(body.parents[node]!), body.names[body.nodeNames[node]!]!];
  const stacks: Record<string, number> = {};
  body.entryNodes.forEach((node, entry) => {
    const stack = path(node).join(';');
    stacks[stack] = (stacks[stack] ?? 0) + body.entryValues[entry]!;
  });
  return stacks;
}

function reasonFor(spec: RequestSpec, limits: Partial<Limits> = {}): string {
  return reasonOf(exportRequest(spec), limits);
}

function reasonOf(request: ExportProfilesServiceRequest, limits: Partial<Limits> = {}): string {
  const { profiles, rejected } = convert(request, limits);
  assert.equal(profiles.length, 0);
  assert.equal(rejected.length, 1);
  return rejected[0]!;
}

const TYPES: [name: string, spec: RequestSpec, type: string, total: number][] = [
  ['CPU samples become CPU time', {}, 'process_cpu:cpu:nanoseconds:cpu:nanoseconds', 50_000_000],
  [
    'off-CPU time is the sum of its values',
    { sampleType: ['off_cpu', 'nanoseconds'], periodType: null, samples: [{ stack: 'a', values: [3, 4, 5] }] },
    'off_cpu:off_cpu:nanoseconds::',
    12,
  ],
  [
    'other types are called after their period type',
    { sampleType: ['switches', 'count'], periodType: ['off_cpu', 'count'], period: 1n },
    'off_cpu:switches:count:off_cpu:count',
    5,
  ],
  [
    'CPU time as such is not a CPU sample',
    { sampleType: ['cpu', 'nanoseconds'] },
    'cpu:cpu:nanoseconds:cpu:nanoseconds',
    5,
  ],
];

for (const [name, spec, type, total] of TYPES) {
  test(name, () => {
    const profile = convertOne({ samples: [{ stack: 'a;b', values: [5] }], ...spec });
    assert.equal(labelsOf(profile)['__profile_type__'], type);
    assert.equal(profile.series[0]!.total, total);
  });
}

test('a type without period is refused, and so is one that names nothing', () => {
  assert.match(reasonFor({ sampleType: ['samples', 'count'], periodType: null }), /needs a period/);
  assert.match(
    reasonFor({ sampleType: ['switches', 'count'], periodType: ['off-cpu', 'count'] }),
    /no valid profile name/
  );
  assert.match(reasonFor({ sampleType: ['a:b', 'count'] }), /must not contain/);
  assert.match(reasonFor({ period: -1n }), /negative/);
  const request = exportRequest();
  delete request.resourceProfiles[0]!.scopeProfiles[0]!.profiles[0]!.sampleType;
  assert.match(reasonOf(request), /sample_type is missing/);
});

test('samples with timestamps only count them, others need one value', () => {
  const times = convertOne({ samples: [{ stack: 'a', timestamps: [1n, 2n, 3n] }], period: 10n });
  assert.equal(times.series[0]!.total, 30);
  assert.match(reasonFor({ samples: [{ stack: 'a' }] }), /neither values nor timestamps/);
  assert.match(reasonFor({ samples: [{ stack: 'a', values: [1, 2] }] }), /2 values where one/);
});

test('zero and negative values are dropped, and a profile of nothing else leaves nothing', () => {
  const profile = convertOne({
    period: 1n,
    samples: [
      { stack: 'a', values: [0] },
      { stack: 'b', values: [-4] },
      { stack: 'c', values: [2] },
    ],
  });
  assert.deepEqual(stacksOf(profile), { c: 2 });
  const nothing = convert(exportRequest({ samples: [{ stack: 'a', values: [0] }] }));
  assert.deepEqual(nothing, { profiles: [], rejected: [] });
});

test('values beyond 64 bits are refused', () => {
  assert.match(reasonFor({ period: 2n ** 62n, samples: [{ stack: 'a', values: [8] }] }), /does not fit 64 bits/);
});

test('labels come from resource, scope and sample, the first one winning', () => {
  const profile = convertOne({
    resource: { 'service.name': 'checkout', pod: 'p-1', process_pid: 42n, flag: true },
    scope: { pod: 'other', library: 'meshprof' },
    samples: [{ stack: 'a', values: [1], attributes: { pod: 'third', cost_category: 'tracing', span_id: '77' } }],
  });
  assert.deepEqual(labelsOf(profile), {
    __name__: 'process_cpu',
    __otel__: 'true',
    __period_type__: 'cpu',
    __period_unit__: 'nanoseconds',
    __profile_type__: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    __service_name__: 'checkout',
    __type__: 'cpu',
    __unit__: 'nanoseconds',
    cost_category: 'tracing',
    library: 'meshprof',
    pod: 'p-1',
    process_pid: '42',
    'service.name': 'checkout',
    service_name: 'checkout',
  });
});

test('the service name is the sample’s, the resource’s or a guess from the executable', () => {
  const name = (spec: RequestSpec): string => labelsOf(convertOne(spec))['service_name']!;
  const sample = { stack: 'a', values: [1], attributes: { 'service.name': 'inner' } };
  assert.equal(name({ resource: { 'service.name': 'outer' }, samples: [sample] }), 'inner');
  assert.equal(name({ resource: { 'service.name': 'outer' } }), 'outer');
  assert.equal(name({ resource: { 'process.executable.name': 'envoy' } }), 'unknown_service:envoy');
  assert.equal(name({ resource: { pod: 'p' } }), 'unknown_service');
});

test('samples are split by their attributes into series, and stacks are added up', () => {
  const profile = convertOne({
    period: 1n,
    samples: [
      { stack: 'main;a', values: [1], attributes: { cost_category: 'tracing' } },
      { stack: 'main;a', values: [2], attributes: { cost_category: 'router' } },
      { stack: 'main;a', values: [4], attributes: { cost_category: 'tracing', trace_id: 'x' } },
      { stack: 'main', values: [8], attributes: { cost_category: 'router' } },
    ],
  });
  const totals = profile.series.map(({ labels, total }) => [Object.fromEntries(labels)['cost_category'], total]);
  assert.deepEqual(totals, [
    ['tracing', 5],
    ['router', 10],
  ]);
  assert.deepEqual(stacksOf(profile), { 'main;a': 7, main: 8 });
});

test('references to the string table are resolved in keys and values', () => {
  const request = exportRequest({ resource: {} });
  const strings = request.dictionary!.stringTable;
  const at = (text: string): number => strings.push(text) - 1;
  request.resourceProfiles[0]!.resource!.attributes = [
    { $typeName: 'opentelemetry.proto.common.v1.KeyValue', key: '', keyStrindex: at('service.name') },
    { $typeName: 'opentelemetry.proto.common.v1.KeyValue', key: 'pod', keyStrindex: 0 },
  ].map((attribute, index) => ({
    ...attribute,
    $typeName: 'opentelemetry.proto.common.v1.KeyValue' as const,
    value: create(AnyValueSchema, { value: { case: 'stringValueStrindex', value: at(index === 0 ? 'svc' : 'p-9') } }),
  }));
  const { profiles, rejected } = convert(request);
  assert.deepEqual(rejected, []);
  assert.equal(labelsOf(profiles[0]!)['service_name'], 'svc');
  assert.equal(labelsOf(profiles[0]!)['pod'], 'p-9');
});

test('a location without function shows its binary and address; inlined lines are frames of their own', () => {
  const request = exportRequest({ period: 1n });
  const dictionary = request.dictionary!;
  dictionary.stringTable.push('/usr/bin/app', 'inner');
  const [path, inner] = [dictionary.stringTable.length - 2, dictionary.stringTable.length - 1];
  dictionary.mappingTable.push({ ...dictionary.mappingTable[0]!, filenameStrindex: path });
  dictionary.functionTable.push({ ...dictionary.functionTable[0]!, nameStrindex: inner });
  // Locations 1 and 2 are main and work.
  Object.assign(dictionary.locationTable[1]!, { lines: [], mappingIndex: 1, address: 0x1234n });
  dictionary.locationTable[2]!.lines.unshift({
    ...dictionary.locationTable[2]!.lines[0]!,
    functionIndex: dictionary.functionTable.length - 1,
  });
  assert.deepEqual(stacksOf(convert(request).profiles[0]!), { 'app!0x1234;work;inner': 1 });
});

test('a sample without stack is kept at the root', () => {
  assert.deepEqual(stacksOf(convertOne({ period: 1n, samples: [{ stack: '', values: [3] }] })), { '': 3 });
});

test('deep stacks keep their root end, long names their tail', () => {
  const deep = Array.from({ length: 50 }, (_, index) => `f${index}`).join(';');
  const cut = convertOne({ period: 1n, samples: [{ stack: deep, values: [1] }] }, { maxStackDepth: 3 });
  assert.deepEqual(stacksOf(cut), { 'f0;f1;f2': 1 });
  const long = convertOne(
    { period: 1n, samples: [{ stack: `${'ü'.repeat(40)}end`, values: [1] }] },
    { maxSymbolBytes: 16 }
  );
  assert.deepEqual(stacksOf(long), { [`${'ü'.repeat(6)}end`]: 1 });
});

test('any time is taken; none means now, and no duration ten seconds', () => {
  assert.equal(convertOne({ timeMs: 1000 }).timeMs, 1000);
  assert.equal(convertOne({ timeMs: 9_999_999_999_999 }).timeMs, 9_999_999_999_999);
  const request = exportRequest({ timeMs: 0 });
  request.resourceProfiles[0]!.scopeProfiles[0]!.profiles[0]!.durationNano = 0n;
  assert.equal(convert(request).profiles[0]!.timeMs, NOW_MS);
  assert.equal(convert(request).profiles[0]!.durationMs, 10_000);
});

test('an id that identifies nothing is none', () => {
  assert.equal(convertOne({ profileId: new Uint8Array(16) }).profileId, null);
  assert.equal(convertOne({ profileId: new Uint8Array(3).fill(1) }).profileId, null);
  assert.deepEqual(convertOne({ profileId: new Uint8Array(16).fill(1) }).profileId, new Uint8Array(16).fill(1));
});

test('a bad profile costs only itself', () => {
  const request = exportRequest();
  const { profiles } = request.resourceProfiles[0]!.scopeProfiles[0]!;
  profiles.push({ ...profiles[0]!, samples: [create(SampleSchema, { stackIndex: 99, values: [1n] })] });
  const converted = convert(request);
  assert.equal(converted.profiles.length, 1);
  assert.deepEqual(converted.rejected, ['stack_table has no entry 99']);
});

const BAD_INDICES: [table: string, spoil: (request: ExportProfilesServiceRequest) => void][] = [
  ['string_table', ({ dictionary }) => (dictionary!.functionTable[1]!.nameStrindex = 999)],
  ['string_table', ({ dictionary }) => (dictionary!.functionTable[1]!.filenameStrindex = -1)],
  ['string_table', ({ dictionary }) => (dictionary!.functionTable[1]!.systemNameStrindex = 2 ** 31 - 1)],
  ['string_table', ({ dictionary }) => (dictionary!.mappingTable[0]!.filenameStrindex = 999)],
  ['string_table', ({ dictionary }) => (dictionary!.attributeTable[1]!.keyStrindex = 999)],
  ['string_table', (request) => (sampleProfile(request).sampleType!.typeStrindex = 999)],
  ['string_table', (request) => (sampleProfile(request).periodType!.unitStrindex = -7)],
  ['string_table', (request) => (request.resourceProfiles[0]!.resource!.attributes[0] = referenceTo(999))],
  ['function_table', ({ dictionary }) => (dictionary!.locationTable[1]!.lines[0]!.functionIndex = 999)],
  ['mapping_table', ({ dictionary }) => (dictionary!.locationTable[1]!.mappingIndex = 999)],
  ['location_table', ({ dictionary }) => (dictionary!.stackTable[1]!.locationIndices[0] = -1)],
  ['stack_table', (request) => (sampleProfile(request).samples[0]!.stackIndex = 999)],
  ['attribute_table', (request) => (sampleProfile(request).samples[0]!.attributeIndices = [999])],
  ['link_table', (request) => (sampleProfile(request).samples[0]!.linkIndex = 999)],
];

function sampleProfile(request: ExportProfilesServiceRequest) {
  return request.resourceProfiles[0]!.scopeProfiles[0]!.profiles[0]!;
}

function referenceTo(keyStrindex: number) {
  return { $typeName: 'opentelemetry.proto.common.v1.KeyValue' as const, key: '', keyStrindex };
}

BAD_INDICES.forEach(([table, spoil], number) => {
  test(`an index out of range is refused: ${table} (${number})`, () => {
    const request = exportRequest({ samples: [{ stack: 'a;b', values: [1], attributes: { x: 'y' } }] });
    spoil(request);
    assert.match(reasonOf(request), new RegExp(`${table} has no entry`));
  });
});

test('missing tables are no error where nothing refers to them', () => {
  const request = exportRequest({ samples: [{ stack: '', values: [1] }] });
  const strings = request.dictionary!.stringTable;
  Object.assign(request.dictionary!, { stackTable: [], locationTable: [], functionTable: [], linkTable: [] });
  request.dictionary!.attributeTable = [create(KeyValueAndUnitSchema)];
  sampleProfile(request).samples[0]!.stackIndex = 0;
  assert.ok(strings.length > 0);
  assert.equal(convert(request).profiles.length, 1);
});

test('labels are bounded in number and size, and must be text', () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`label_${index}`, 'x']));
  assert.match(reasonFor({ resource: many }), /41 labels, more than the 30 allowed/);
  assert.match(reasonFor({ resource: { pod: 'x'.repeat(3000) } }), /longer than 2048 bytes/);
  assert.match(reasonFor({ resource: { ['x'.repeat(2000)]: 'x' } }), /longer than 1024 bytes/);
  assert.match(reasonFor({ resource: { pod: '\ud800' } }), /not valid Unicode/);
  assert.match(reasonFor({ resource: { '': 'x' } }), /no key/);
});

test('hostile names are names like any other', () => {
  const profile = convertOne({
    period: 1n,
    resource: { 'service.name': '__proto__', __proto__x: '1', constructor: 'c' },
    samples: [
      { stack: '__proto__;constructor', values: [1], attributes: JSON.parse('{"__proto__":"p"}') as object as never },
    ],
  });
  const labels = new Map(profile.series[0]!.labels);
  assert.equal(labels.get('__proto__'), 'p');
  assert.equal(labels.get('constructor'), 'c');
  assert.deepEqual(stacksOf(profile), { '__proto__;constructor': 1 });
});

test('samples and frames are bounded', () => {
  const samples = Array.from({ length: 20 }, () => ({ stack: 'a;b;c', values: [1] }));
  assert.match(reasonFor({ samples }, { maxSamplesPerProfile: 19 }), /20 samples, more than the 19 allowed/);
  assert.match(reasonFor({ samples }, { maxFramesPerExport: 50 }), /too long in total/);
});
