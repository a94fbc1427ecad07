import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOSSES } from '@meshprof/contracts';
import { decodeWith, decoderMissing } from '../otlp/decoder-test-support.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import { exampleProfile, largeProfile } from '../profile/profile-test-support.ts';
import { encodePprof } from './encode-pprof.ts';

const skip = { skip: decoderMissing };

interface Decoded {
  sample_type: { type: string; unit: string }[];
  sample?: { location_id: string[]; value: string[]; label: { key: string; str?: string; num?: string }[] }[];
  mapping: { id: string; filename: string; build_id?: string; memory_limit: string; has_functions: boolean }[];
  location: { id: string; mapping_id?: string; address?: string; line: { function_id: string }[] }[];
  function: { id: string; name: string; filename?: string }[];
  string_table: string[];
  time_nanos: string;
  duration_nanos: string;
  period_type?: { type: string; unit: string };
  period?: string;
  comment?: string[];
}

function decode(profiles: readonly ProcessProfile[]): Decoded {
  return decodeWith('pprof_to_json', encodePprof(profiles)) as Decoded;
}

function lines(profile: Decoded): string[] {
  const text = (index: string | undefined): string => profile.string_table[Number(index ?? 0)] ?? '?';
  const frame = (id: string): string => {
    const location = profile.location.find((row) => row.id === id);
    return text(profile.function.find((row) => row.id === location?.line[0]?.function_id)?.name);
  };
  return (profile.sample ?? []).map(({ location_id, value, label }) => {
    const labels = label.map(({ key, str, num }) => `${text(key)}=${str === undefined ? num : text(str)}`);
    return `${location_id.map(frame).reverse().join(';')} {${labels.join()}} ${value.join()}`;
  });
}

test('has one sample type for each dimension, and a period that weighs a tick', skip, () => {
  const profile = decode([exampleProfile()]);
  const text = (index: string): string => profile.string_table[Number(index)] ?? '?';
  assert.deepEqual(
    profile.sample_type.map(({ type, unit }) => `${text(type)}/${text(unit)}`),
    ['samples/count', 'off_cpu/nanoseconds', 'switches/count']
  );
  assert.equal(profile.period, '10101010');
  assert.equal(profile.period_type && text(profile.period_type.type), 'cpu');
  assert.equal(profile.time_nanos, '1795529567097820540');
  assert.equal(profile.duration_nanos, '10000000000');
});

test('samples have stack, labels and a value in their dimensions', skip, () => {
  assert.deepEqual(lines(decode([exampleProfile()])), [
    'main;Envoy::Event::DispatcherImpl::run;envoy+0x3fa0 {cost_category=event-loop,thread=wrk:worker_N,process=envoy,process_pid=4242} 300,0,0',
    '[truncated: depth];noid_work {cost_category=other,thread=main,process=envoy,process_pid=4242} 1,0,0',
    'main;Envoy::Event::DispatcherImpl::run;ep_poll_[k] {cost_category=kernel.poll,thread=wrk:worker_N,wait_class=poll-idle,process=envoy,process_pid=4242} 0,8500000000,1200',
    '[truncated: depth];noid_work {cost_category=other,thread=main,wait_class=lock,process=envoy,process_pid=4242} 0,70000,0',
  ]);
});

test('mappings carry the build id and the whole address space, kernel frames have none', skip, () => {
  const profile = decode([exampleProfile()]);
  const text = (index: string | undefined): string => profile.string_table[Number(index ?? 0)] ?? '?';
  assert.deepEqual(
    profile.mapping.map(({ filename, build_id, memory_limit }) => [text(filename), text(build_id), memory_limit]),
    [
      ['/usr/local/bin/envoy', 'c0ffee0123456789', '18446744073709551615'],
      ['/lib/libnoid.so', '00112233445566778899aabbccddeeff', '18446744073709551615'],
    ]
  );
  assert.equal(profile.location.filter(({ mapping_id }) => mapping_id === undefined).length, 2);
});

test('several processes share tables and are told apart by label', skip, () => {
  const other = exampleProfile({ identity: { ...exampleProfile().identity, pid: 5 } });
  const one = decode([exampleProfile()]);
  const two = decode([exampleProfile(), other]);
  assert.equal(two.location.length, one.location.length);
  assert.equal(two.sample?.length, (one.sample?.length ?? 0) * 2);
});

test('only the dimensions of the recorded events, also without samples', skip, () => {
  const profile = decode([exampleProfile({ events: ['off-cpu'], onCpu: [], offCpu: [] })]);
  assert.equal(profile.sample_type.length, 2);
  assert.equal(profile.sample, undefined);
  assert.equal(profile.period, undefined);
});

test('losses are said in comments', skip, () => {
  const lost = { 'on-cpu.ring-full': 3n, 'new.cause': 4n };
  const { comment = [], string_table: strings } = decode([exampleProfile({ lost })]);
  assert.deepEqual(
    comment.map((index) => strings[Number(index)]),
    [`pid 4242: on-cpu.ring-full: 3 samples: ${LOSSES['on-cpu.ring-full'].sentence}`, 'pid 4242: new.cause: 4']
  );
});

test('values beyond 53 bits and large tables survive', skip, () => {
  const profile = { ...largeProfile(3000), onCpu: [{ stack: 0, thread: 'main', ticks: 2n ** 60n + 1n }] };
  const decoded = decode([profile]);
  assert.equal(decoded.sample?.[0]?.value[0], String(2n ** 60n + 1n));
  assert.equal(decoded.sample?.length, 3001);
});
