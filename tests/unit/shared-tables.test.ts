import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LOSS_ID_PATTERN, LOSSES, MAX_LOSS_IDS, NAME_SOURCES, WAIT_CLASSES, WAKER_KINDS } from '@meshprof/contracts';

const source = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** `PREFIX_SOME_NAME = 3` → `some-name` at index 3. */
function enumNames(text: string, pattern: RegExp): string[] {
  const names: string[] = [];
  for (const [, name, index] of text.matchAll(pattern)) names[Number(index)] = name!;
  return names;
}

test('wait classes of bpf/meshprof.h are those of contracts, in order', () => {
  const names = enumNames(source('bpf/meshprof.h'), /\bMP_WAIT_([A-Z_]+) = (\d+)/g).map((name) =>
    name.toLowerCase().replaceAll('_', '-')
  );
  // The last of the enum is their number.
  assert.deepEqual(names, [...WAIT_CLASSES.map(({ id }) => id), 'classes']);
});

test('waker kinds of bpf/meshprof.h are those of contracts, in order', () => {
  const names = enumNames(source('bpf/meshprof.h'), /\bMP_WAKER_([A-Z]+) = (\d+)/g).map((name) => name.toLowerCase());
  assert.deepEqual(names, [...WAKER_KINDS.map(({ id }) => id), 'kinds']);
});

test('name sources of the addon are those of contracts, in order', () => {
  const names = enumNames(source('native/core/symbols/resolved_frame.h'), /\bkNameSource(\w+) = (\d+)/g).map((name) =>
    name.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()
  );
  assert.deepEqual(names, [...NAME_SOURCES]);
});

/** `on_cpu_lost(…) { … "ring-full" … }` → `on-cpu.ring-full`. */
function countedLosses(): string[] {
  const parts = { on_cpu: 'on-cpu', off_cpu: 'off-cpu', page_faults: 'page-fault', wakers: 'wakers', stalls: 'stalls' };
  const text = source('native/core/session/losses.cc');
  return Object.entries(parts).flatMap(([name, part]) => {
    const body = new RegExp(`^Losses ${name}_lost\\(.*?^}`, 'ms').exec(text)?.[0] ?? '';
    return [...body.matchAll(/"([a-z-]+)"/g)].map(([, cause]) => `${part}.${cause!}`);
  });
}

function nameLosses(): string[] {
  const texts = ['native/core/reader/client/death.cc', 'native/core/session/frame_names.cc'].map(source);
  const causes = [/cause_of_loss\(.*?^}/ms, /lost = "[a-z-]+"/].flatMap((pattern, index) => [
    ...(pattern.exec(texts[index]!)?.[0] ?? '').matchAll(/"([a-z-]+)"/g),
  ]);
  return causes.map(([, cause]) => `names.${cause!}`);
}

function truncations(): string[] {
  const files = ['native/core/unwind/unwind.h', 'native/core/session/user_stacks.h'];
  const causes = files.flatMap((file) => [...source(file).matchAll(/\bkCause\w+ = "([a-z-]+)"/g)]);
  return causes.map(([, cause]) => `stack.${cause!}`);
}

test('every loss that the engine counts has its sentence in contracts, and no other has', () => {
  const counted = [...countedLosses(), ...nameLosses(), ...truncations()];
  assert.deepEqual(counted.sort(), Object.keys(LOSSES).sort());
  for (const id of counted) assert.match(id, new RegExp(LOSS_ID_PATTERN));
  assert.ok(counted.length <= MAX_LOSS_IDS);
});

test('every counter of the kernel that tells of a loss is in the engine’s losses', () => {
  const counters = enumNames(source('bpf/meshprof.h'), /\bMP_COUNT_([A-Z_]+) = (\d+)/g);
  const losses = counters.filter((name) => /_(RING_FULL|REFUSED|MISSED)$/.test(name));
  const text = source('native/core/session/losses.cc');
  assert.ok(losses.length > 10);
  assert.deepEqual(
    losses.filter((name) => !text.includes(`MP_COUNT_${name},`)),
    []
  );
});
