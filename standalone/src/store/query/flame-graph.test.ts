import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flameStacks } from '../testing/flame-stacks.ts';
import { flameGraphOf, int64, layOutFlame } from './flame-graph.ts';
import { MergedProfile } from './merged-profile.ts';
import { orderTree } from './ordered-tree.ts';
import { CallTree } from '../persistence/call-tree.ts';
import { decodeProfileBody, encodeProfileBody } from '../persistence/profile-body.ts';

function merged(...profiles: Record<string, number>[]): MergedProfile {
  const result = new MergedProfile();
  for (const stacks of profiles) {
    const tree = new CallTree();
    const names: string[] = [];
    const values = new Map<number, number>();
    for (const [stack, value] of Object.entries(stacks)) {
      let node = 0;
      for (const name of stack === '' ? [] : stack.split(';')) {
        const known = names.indexOf(name);
        node = tree.child(node, known >= 0 ? known : names.push(name) - 1);
      }
      values.set(node, value);
    }
    result.add(decodeProfileBody(encodeProfileBody(tree, names, [values])), [0]);
  }
  return result;
}

function graph(profile: MergedProfile, maxNodes = 8192) {
  return flameGraphOf(layOutFlame(orderTree(profile, [profile.self]), maxNodes));
}

test('children stand in order of their names, names in order of a walk from the right', () => {
  assert.deepEqual(graph(merged({ 'b;x': 1, a: 2, 'b;c': 4, 'a;d': 8 })), {
    names: ['total', 'b', 'x', 'c', 'a', 'd'],
    levels: [
      { values: ['0', '15', '0', '0'] },
      { values: ['0', '10', '2', '4', '0', '5', '0', '1'] },
      { values: ['2', '8', '8', '5', '0', '4', '4', '3', '0', '1', '1', '2'] },
    ],
    total: '15',
    maxSelf: '8',
  });
});

test('profiles are added up by the names of their stacks', () => {
  const profile = merged({ 'main;a': 1, 'main;b': 2 }, { 'main;b;c': 4, 'main;a': 8 }, { main: 16 });
  assert.deepEqual(flameStacks(graph(profile)), {
    'total;main': 16,
    'total;main;a': 9,
    'total;main;b': 2,
    'total;main;b;c': 4,
  });
});

test('nothing gives an empty total', () => {
  assert.deepEqual(graph(merged()), { names: ['total'], levels: [{ values: ['0', '0', '0', '0'] }] });
});

test('samples without stack belong to the total itself', () => {
  assert.deepEqual(flameStacks(graph(merged({ '': 3, a: 4 }))), { total: 3, 'total;a': 4 });
});

test('what is too small becomes "other", and no time is lost', () => {
  const stacks = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`main;f${index}`, index + 1]));
  const cut = flameStacks(graph(merged(stacks), 4));
  assert.deepEqual(cut, {
    'total;main;f17': 18,
    'total;main;f18': 19,
    'total;main;f19': 20,
    'total;main;other': 210 - 57,
  });
});

test('a function that is called "other" joins that bar', () => {
  assert.deepEqual(flameStacks(graph(merged({ 'main;other;deep': 5, 'main;z': 1 }))), {
    'total;main;z': 1,
    'total;main;other': 5,
  });
});

test('a function with hundreds of thousands of callees of one size is laid out', () => {
  const tree = new CallTree();
  const names = Array.from({ length: 300_000 }, (_, index) => `[unresolved]+0x${index}`);
  const values = new Map(names.map((_, index) => [tree.child(0, index), 1]));
  const profile = new MergedProfile();
  profile.add(decodeProfileBody(encodeProfileBody(tree, names, [values])), [0]);
  assert.equal(graph(profile, 100).total, '300000');
});

test('recursion keeps its depth', () => {
  const deep = Array.from({ length: 500 }, () => 'f').join(';');
  const result = graph(merged({ [deep]: 7 }));
  assert.deepEqual(result.names, ['total', 'f']);
  assert.equal(result.levels.length, 501);
  assert.deepEqual(result.levels.at(-1)!.values, ['0', '7', '7', '1']);
});

test('numbers print as whole 64-bit integers', () => {
  assert.equal(int64(2 ** 53 - 1), '9007199254740991');
  assert.equal(int64(2 ** 60), '1152921504606846976');
  assert.equal(int64(1e300), '9223372036854775807');
});
