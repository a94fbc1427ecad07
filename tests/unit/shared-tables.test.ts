import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { NAME_SOURCES, WAIT_CLASSES, WAKER_KINDS } from '@meshprof/contracts';

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
