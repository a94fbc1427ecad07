import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallTree } from './call-tree.ts';
import { decodeProfileBody, encodeProfileBody } from './profile-body.ts';

test('a call tree gives one node to a frame under a caller', () => {
  const tree = new CallTree();
  const main = tree.child(0, 5);
  const work = tree.child(main, 6);
  assert.equal(tree.child(0, 5), main);
  assert.equal(tree.child(main, 6), work);
  assert.notEqual(tree.child(work, 5), main);
  assert.equal(tree.size, 4);
});

test('a call tree stays right while it grows', () => {
  const tree = new CallTree();
  const nodes = new Map<string, number>();
  let parent = 0;
  for (let step = 0; step < 50_000; step++) {
    const name = (step * 7919) % 1000;
    const key = `${parent}/${name}`;
    const node = tree.child(parent, name);
    if (nodes.has(key)) assert.equal(node, nodes.get(key));
    nodes.set(key, node);
    parent = step % 40 === 0 ? 0 : node;
  }
  assert.equal(tree.size, nodes.size + 1);
});

test('a profile comes back from its packed form', () => {
  const tree = new CallTree();
  const names = ['unused', 'main', '', 'a\nb', 'größe 🔥', '__proto__'];
  const main = tree.child(0, 1);
  const empty = tree.child(main, 2);
  const odd = tree.child(empty, 3);
  const fire = tree.child(main, 4);
  const proto = tree.child(fire, 5);
  const body = decodeProfileBody(
    encodeProfileBody(tree, names, [
      new Map([
        [odd, 3],
        [proto, 2 ** 60],
      ]),
      new Map([[main, 0.5]]),
      new Map(),
    ])
  );
  const path = (node: number): string[] =>
    node === 0 ? [] : [...path(body.parents[node]!), body.names[body.nodeNames[node]!]!];
  assert.deepEqual(path(odd), ['main', '', 'a\nb']);
  assert.deepEqual(path(proto), ['main', 'größe 🔥', '__proto__']);
  assert.deepEqual([...body.setStarts], [0, 2, 3, 3]);
  assert.deepEqual([...body.entryNodes], [odd, proto, main]);
  assert.deepEqual([...body.entryValues], [3, 2 ** 60, 0.5]);
  assert.ok(!body.names.includes('unused'));
});
