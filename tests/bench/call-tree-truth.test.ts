import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeTreeStack, nodeOf } from './call-tree-truth.ts';

const tree = { fanOut: 3, nodes: 13 };
const judge = (names: string[], isWhole = true) =>
  judgeTreeStack({ weight: 1, frames: names.map((name) => ({ name, module: '', offset: 0 })) }, tree, {
    root: /^main$/,
    isWhole,
  });

test('a node is known by each tool’s spelling, closures inside it are not', () => {
  assert.equal(nodeOf('void (anonymous namespace)::mp_node<7u>()'), 7);
  assert.equal(nodeOf('(anonymous namespace)::mp_node<39u>'), 39);
  assert.equal(nodeOf('_ZN12_GLOBAL__N_17mp_nodeILj12EEEvv'), 12);
  assert.equal(nodeOf('void (anonymous namespace)::mp_node<15u>() [clone .cold]'), 15);
  assert.equal(nodeOf('main.mp_node_11'), 11);
  assert.equal(nodeOf('rust_tree::mp_node_4'), 4);
  assert.equal(nodeOf('main.mp_node_4.func1'), undefined);
  assert.equal(nodeOf('rust_tree::mp_node_5::{closure#0}'), undefined);
});

test('the true path is exact, with whatever the leaf called on top', () => {
  assert.equal(judge(['memcpy', 'mp_node_12', 'mp_node_3', 'mp_node_0', 'main', '', '']), 'exact');
  assert.equal(judge(['mp_node_3', 'mp_node_0', 'main']), 'exact');
});

test('a missing, doubled or strange caller is wrong', () => {
  assert.equal(judge(['memcpy', 'mp_node_12', 'mp_node_0', 'main']), 'wrong');
  assert.equal(judge(['mp_node_12', 'mp_node_12', 'mp_node_3', 'mp_node_0', 'main']), 'wrong');
  assert.equal(judge(['mp_node_12', 'mp_node_2', 'mp_node_0', 'main']), 'wrong');
  assert.equal(judge(['mp_node_12', 'mp_node_3', 'mp_node_0']), 'wrong');
});

test('a lost caller of the leaf is wrong although the rest of the path is true', () => {
  // Only leaves call anything but nodes, so between nanosleep and node 3 a node is missing.
  assert.equal(judge(['clock_nanosleep', 'mp_node_3', 'mp_node_0', 'main']), 'wrong');
  assert.equal(judge(['runtime.asyncPreempt', 'mp_node_3', 'mp_node_0', 'main']), 'exact');
});

test('a stack without a node is set aside only if it is whole', () => {
  assert.equal(judge(['epoll_wait', 'main']), 'outside');
  assert.equal(judge(['clock_nanosleep'], false), 'wrong');
});
