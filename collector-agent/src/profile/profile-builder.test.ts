import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SampleKind } from '@meshprof/native';
import { batch, firstBatch, samples } from './batch-test-support.ts';
import { createProfileBuilder } from './profile-builder.ts';
import type { ProfileBuilder, TakeOptions } from './profile-builder-options.ts';
import type { ProcessProfile } from './process-profile.ts';

const LOCK = 5; // index in WAIT_CLASSES

function builder(): ProfileBuilder {
  return createProfileBuilder({ frequencyHz: 99, events: ['on-cpu', 'off-cpu'] });
}

function take(from: ProfileBuilder, changes: Partial<TakeOptions> = {}): ProcessProfile[] {
  return from.take({
    identities: (pid) => ({ pid, service: 'app', role: 'service', process: 'app', node: 'n' }),
    threadName: (_tgid, tid) => `worker-${tid}`,
    startUnixNs: 1n,
    durationNs: 2n,
    ...changes,
  });
}

function only(profiles: ProcessProfile[]): ProcessProfile {
  const [profile] = profiles;
  assert.ok(profile && profiles.length === 1, `expected one profile, got ${profiles.length}`);
  return profile;
}

/** Leaf first. */
function names(profile: ProcessProfile, stack: number): string[] {
  return Array.from(profile.stacks[stack]?.frames ?? [], (frame) => profile.frames[frame]?.name ?? '?');
}

test('turns rows into frames with clean names, kernel frames marked and without address', () => {
  const building = builder();
  building.add(firstBatch([{ kind: 1, stack: 2, waitClass: LOCK, count: 2n, timeNs: 30n }]));
  const profile = only(take(building));
  assert.deepEqual(names(profile, 0), ['ksys_read_[k]', 'work', '[truncated: depth]']);
  assert.deepEqual(
    profile.frames.map(({ kind, source, address, mapping }) => ({ kind, source, address, mapping })),
    [
      { kind: 'kernel', source: 'kallsyms', address: 0n, mapping: -1 },
      { kind: 'native', source: 'dynsym', address: 0x20n, mapping: 0 },
      { kind: 'marker', source: 'marker', address: 0n, mapping: -1 },
    ]
  );
  assert.equal(profile.stacks[0]?.complete, false);
  assert.deepEqual(profile.offCpu, [{ stack: 0, thread: 'worker-N', waitClass: 'lock', switches: 2n, timeNs: 30n }]);
  assert.equal(profile.mappings[0]?.buildId, 'beef');
});

test('holds only the rows that its samples use', () => {
  const building = builder();
  building.add(firstBatch([{ kind: 0, stack: 0, count: 1n }]));
  const profile = only(take(building));
  assert.deepEqual(
    profile.frames.map(({ name }) => name),
    ['main']
  );
  assert.equal(profile.stacks.length, 1);
});

test('page faults keep their kind', () => {
  const building = createProfileBuilder({ frequencyHz: 99, events: ['page-fault'] });
  building.add(
    firstBatch([
      { kind: SampleKind.minorFault, stack: 1, tid: 11, count: 3n },
      { kind: SampleKind.minorFault, stack: 1, tid: 12, count: 4n },
      { kind: SampleKind.majorFault, stack: 1, tid: 12, count: 1n },
    ])
  );
  const profile = only(take(building));
  assert.deepEqual(profile.pageFaults, [
    { stack: 0, thread: 'worker-N', faultKind: 'minor', faults: 7n },
    { stack: 0, thread: 'worker-N', faultKind: 'major', faults: 1n },
  ]);
  assert.deepEqual([profile.onCpu, profile.offCpu], [[], []]);
});

test('adds up batches and threads of one label, keeps wait classes and events apart', () => {
  const building = builder();
  building.add(
    firstBatch([
      { kind: 0, stack: 1, tid: 11, count: 3n },
      { kind: 0, stack: 1, tid: 12, count: 4n },
      { kind: 1, stack: 1, tid: 11, waitClass: LOCK, count: 1n, timeNs: 5n },
    ])
  );
  building.add(
    batch(
      samples([
        { kind: 0, stack: 1, tid: 11, count: 10n },
        { kind: 1, stack: 1, tid: 12, waitClass: LOCK, count: 1n, timeNs: 6n },
        { kind: 1, stack: 1, tid: 12, waitClass: 6, count: 1n, timeNs: 7n },
      ])
    )
  );
  const profile = only(take(building));
  assert.deepEqual(profile.onCpu, [{ stack: 0, thread: 'worker-N', ticks: 17n }]);
  assert.deepEqual(
    profile.offCpu.map(({ waitClass, switches, timeNs }) => ({ waitClass, switches, timeNs })),
    [
      { waitClass: 'lock', switches: 2n, timeNs: 11n },
      { waitClass: 'sleep', switches: 1n, timeNs: 7n },
    ]
  );
});

test('indices of later batches count from the start of the session', () => {
  const building = builder();
  building.add(firstBatch([]));
  building.add(
    batch({
      strings: ['late'],
      frameName: Uint32Array.of(8),
      frameFile: Uint32Array.of(0),
      frameSource: Uint8Array.of(1),
      frameKind: Uint8Array.of(0),
      frameMapping: Int32Array.of(0),
      frameAddress: BigUint64Array.of(0x30n),
      stackOffset: Uint32Array.of(0, 2),
      stackFrame: Uint32Array.of(4, 0),
      stackComplete: Uint8Array.of(1),
      ...samples([{ kind: 0, stack: 3, count: 1n }]),
    })
  );
  assert.deepEqual(names(only(take(building)), 0), ['late', 'main']);
});

test('a window holds only its own samples; each process has a profile of its own', () => {
  const building = builder();
  building.add(
    firstBatch([
      { kind: 0, tgid: 10, stack: 0, count: 1n },
      { kind: 0, tgid: 20, stack: 0, count: 2n },
    ])
  );
  assert.deepEqual(
    take(building).map(({ identity, onCpu }) => [identity.pid, onCpu[0]?.ticks]),
    [
      [10, 1n],
      [20, 2n],
    ]
  );
  assert.deepEqual(take(building), []);
  building.add(batch(samples([{ kind: 0, tgid: 20, stack: 0, count: 5n }])));
  assert.equal(only(take(building)).onCpu[0]?.ticks, 5n);
});

test('processes that were asked for have a profile even without samples', () => {
  const profile = only(take(builder(), { tgids: [77], taskId: 't' }));
  assert.equal(profile.identity.pid, 77);
  assert.equal(profile.taskId, 't');
  assert.deepEqual([profile.onCpu, profile.offCpu, profile.events], [[], [], ['on-cpu', 'off-cpu']]);
});

test('a file without build id gets the substitute, others are not hashed', () => {
  const building = builder();
  const first = firstBatch([{ kind: 0, stack: 0, count: 1n }]);
  building.add({ ...first, mappingBuildId: Uint32Array.of(0) });
  assert.equal(only(take(building, { htlhash: () => 'abc' })).mappings[0]?.htlhash, 'abc');
  building.add(batch(samples([{ kind: 0, stack: 0, count: 1n }])));
  assert.equal(only(take(building, { htlhash: () => undefined })).mappings[0]?.htlhash, undefined);
});

test('a batch that points outside its tables is a broken contract, not a sample', () => {
  assert.throws(() => builder().add(firstBatch([{ kind: 0, stack: 3, count: 1n }])), /stack 3/);
  assert.throws(() => builder().add(firstBatch([{ kind: 1, stack: 0, waitClass: 99, count: 1n }])), /wait class 99/);
  assert.throws(() => builder().add({ ...firstBatch([]), frameName: Uint32Array.of(3, 4, 5, 99) }), /string 99/);
});

test('frames whose names come later have them in every profile that is taken from then on', () => {
  const building = builder();
  building.add(firstBatch([{ kind: 0, stack: 0, count: 1n }]));
  const before = only(take(building));
  building.add(
    batch({
      strings: ['Router::route()', 'router.cc'],
      renamedFrame: Uint32Array.of(0),
      renamedName: Uint32Array.of(8),
      renamedFile: Uint32Array.of(9),
      renamedSource: Uint8Array.of(9),
      ...samples([{ kind: 0, stack: 0, count: 1n }]),
    })
  );
  const [frame] = only(take(building)).frames;
  assert.deepEqual(
    { name: frame?.name, file: frame?.file, source: frame?.source, address: frame?.address },
    { name: 'Router::route()', file: 'router.cc', source: 'vtable', address: 0x10n }
  );
  assert.equal(before.frames[0]?.name, 'main');
  assert.throws(() => building.add(batch({ renamedFrame: Uint32Array.of(99) })), RangeError);
});
