import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { exampleProfile, largeProfile } from '../profile/profile-test-support.ts';
import { decoderMissing } from './decoder-test-support.ts';
import {
  type DecodedKeyValue,
  type DecodedRequest,
  decodeRequest,
  profileShape,
  profilesOf,
  sampleLines,
} from './decoded-request-test-support.ts';
import { encodeProfilesRequest } from './encode-profiles-request.ts';

const skip = { skip: decoderMissing };
const golden = fileURLToPath(new URL('../../../tests/golden/', import.meta.url));

/** Ids 1, 2, 3 … in 16 bytes. */
function countingIds(): () => Uint8Array {
  let last = 0;
  return () => new Uint8Array(16).fill(++last);
}

function decoded(...profiles: Parameters<typeof encodeProfilesRequest>): DecodedRequest {
  return decodeRequest(encodeProfilesRequest(...profiles));
}

/** `UPDATE_GOLDEN=1` writes the file; its reviewer reads the difference. */
function assertGolden(name: string, value: unknown): void {
  const path = `${golden}otlp/${name}.json`;
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (process.env['UPDATE_GOLDEN']) writeFileSync(path, text);
  assert.equal(text, readFileSync(path, 'utf8'));
}

test('two processes as the independent decoder reads them', skip, () => {
  const first = exampleProfile();
  const second = exampleProfile({
    identity: { pid: 7, service: 'db', role: 'service', process: 'db', node: 'node-1' },
    events: ['on-cpu'],
    onCpu: [{ stack: 0, thread: '', ticks: 5n }],
  });
  assertGolden('two-processes', decoded([first, second], { randomId: countingIds() }));
});

test('a recorded event without samples keeps its empty profile', skip, () => {
  assertGolden('no-samples', decoded([exampleProfile({ onCpu: [], offCpu: [] })], { randomId: countingIds() }));
});

test('samples keep stack, labels and exact values', skip, () => {
  const profile = exampleProfile({
    onCpu: [{ stack: 0, thread: 'wrk:worker_N', ticks: 2n ** 62n + 1n }],
    offCpu: [{ stack: 2, thread: 'main', waitClass: 'page-fault', switches: 3n, timeNs: 2n ** 53n + 1n }],
  });
  const request = decoded([profile]);
  assert.deepEqual(
    profilesOf(request).flatMap((p) => sampleLines(request, p)),
    [
      'main;Envoy::Event::DispatcherImpl::run;envoy+0x3fa0 {cost_category=event-loop,thread=wrk:worker_N} 4611686018427387905',
      '[truncated: depth];noid_work {cost_category=other,thread=main,wait_class=page-fault} 9007199254740993',
      '[truncated: depth];noid_work {cost_category=other,thread=main,wait_class=page-fault} 3',
    ]
  );
});

test('the three dimensions have the shapes that Pyroscope stored when they were recorded', skip, () => {
  const request = decoded([exampleProfile()]);
  const recorded = ['cpu', 'off-cpu-time', 'off-cpu-switches'].flatMap((name) => {
    const fixture = decodeRequest(readFileSync(`${golden}pyroscope/otlp-request-${name}.pb`));
    return profilesOf(fixture).map((profile) => profileShape(fixture, profile));
  });
  assert.deepEqual(
    profilesOf(request).map((profile) => profileShape(request, profile)),
    recorded
  );
});

test('no table has duplicates or rows that nothing refers to, and row 0 is the zero value', skip, () => {
  const { dictionary, resource_profiles: resources = [] } = decoded([exampleProfile(), largeProfile(500)]);
  const samples = resources.flatMap((r) => r.scope_profiles.flatMap((s) => s.profiles)).flatMap((p) => p.samples ?? []);
  const types = resources.flatMap((r) =>
    r.scope_profiles.flatMap((s) =>
      s.profiles.flatMap((p) => [p.sample_type, ...(p.period_type ? [p.period_type] : [])])
    )
  );
  const { mapping_table: mappings, location_table: locations, function_table: functions } = dictionary;
  const { attribute_table: attributes, stack_table: stacks, string_table: strings } = dictionary;
  const references: [string, readonly unknown[], (number | undefined)[]][] = [
    ['stack', stacks, samples.map((sample) => sample.stack_index)],
    ['location', locations, stacks.flatMap((stack) => stack.location_indices ?? [])],
    ['mapping', mappings, locations.map((location) => location.mapping_index)],
    ['function', functions, locations.flatMap((l) => (l.lines ?? []).map((line) => line.function_index))],
    ['attribute', attributes, [samples, locations, mappings].flat().flatMap((row) => row.attribute_indices ?? [])],
    [
      'string',
      strings,
      [
        ...mappings.map((row) => row.filename_strindex),
        ...functions.flatMap((row) => [row.name_strindex, row.filename_strindex]),
        ...attributes.map((row) => row.key_strindex),
        ...types.flatMap((row) => [row.type_strindex, row.unit_strindex]),
      ],
    ],
  ];
  for (const [name, table, indices] of references) {
    const used = new Set(indices.filter((index) => index));
    assert.equal(used.size, table.length - 1, `${name} table has orphans`);
    assert.equal(new Set(table.map((row) => JSON.stringify(row))).size, table.length, `${name} table has duplicates`);
    assert.ok(['{}', '""'].includes(JSON.stringify(table[0])), `${name} table starts with ${JSON.stringify(table[0])}`);
  }
  assert.deepEqual(dictionary.link_table, [{ trace_id: 'A'.repeat(22) + '==', span_id: 'A'.repeat(11) + '=' }]);
});

test('samples that became equal are one', skip, () => {
  const { frames, stacks } = exampleProfile();
  const twin = exampleProfile({
    frames: [...frames, ...frames.slice(0, 3)],
    stacks: [...stacks, { frames: Uint32Array.of(8, 7, 6), complete: true, costCategory: 'event-loop' }],
    onCpu: [
      { stack: 0, thread: 'main', ticks: 3n },
      { stack: 3, thread: 'main', ticks: 4n },
    ],
    events: ['on-cpu'],
  });
  const request = decoded([twin]);
  assert.deepEqual(
    profilesOf(request).flatMap((p) => sampleLines(request, p)),
    ['main;Envoy::Event::DispatcherImpl::run;envoy+0x3fa0 {cost_category=event-loop,thread=main} 7']
  );
});

test('resource labels are those of the contract, cleaned, and only those that are known', skip, () => {
  const identity = { ...exampleProfile().identity, service: '', process: 'bad\nname', pod: '', node: 'x'.repeat(1000) };
  const [resource] = decoded([exampleProfile({ identity })]).resource_profiles ?? [];
  const labels: Record<string, DecodedKeyValue['value']> = Object.fromEntries(
    (resource?.resource.attributes ?? []).map(({ key = '', value }) => [key, value])
  );
  assert.deepEqual(labels['service.name'], { string_value: 'unknown_service' });
  assert.deepEqual(labels['process'], { string_value: 'bad\ufffdname' });
  assert.deepEqual(labels['process_pid'], { int_value: '4242' });
  assert.equal('pod' in labels, false);
  assert.equal(Buffer.byteLength(labels['node']?.string_value ?? ''), 256);
});

test('the resource tells what was lost, in a map that makes no label', skip, () => {
  const lost = { 'on-cpu.ring-full': 3n, 'wakers.map-full': 2n ** 40n };
  const attributeOf = (request: DecodedRequest) =>
    request.resource_profiles?.[0]?.resource.attributes?.find(({ key }) => key === 'meshprof.lost')?.value;
  assert.deepEqual(attributeOf(decoded([exampleProfile({ lost })])), {
    kvlist_value: {
      values: [
        { key: 'on-cpu.ring-full', value: { int_value: '3' } },
        { key: 'wakers.map-full', value: { int_value: '1099511627776' } },
      ],
    },
  });
  assert.equal(attributeOf(decoded([exampleProfile()])), undefined);
});
