import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MergedNode, mergeProfiles } from './merge-profiles';
import { frameOf, type Selfs } from '../../../testing/profile-frames';
import { profileTreeOf } from './profile-tree';

const merge = (left: Selfs, right: Selfs) => mergeProfiles(profileTreeOf(frameOf(left)), profileTreeOf(frameOf(right)));

/** `path: [left total, left self, right total, right self]` */
function flat(node: MergedNode, above = ''): Record<string, number[]> {
  const path = above + node.name;
  const own = { [path]: [node.left.total, node.left.self, node.right.total, node.right.self] };
  return Object.assign(own, ...node.children.map((child) => flat(child, `${path}/`)));
}

it('puts the same paths together, whatever their order', () => {
  expect(merge({ 'total/a': 1, 'total/b/c': 2 }, { 'total/b/c': 20, 'total/a': 10 })).toEqual(
    merge({ 'total/b/c': 2, 'total/a': 1 }, { 'total/a': 10, 'total/b/c': 20 })
  );
  expect(flat(merge({ 'total/a': 1, 'total/b/c': 2 }, { 'total/b/c': 20, 'total/a': 10 }))).toEqual({
    total: [3, 0, 30, 0],
    'total/a': [1, 1, 10, 10],
    'total/b': [2, 0, 20, 0],
    'total/b/c': [2, 2, 20, 20],
  });
});

it('keeps what only one side has', () => {
  expect(flat(merge({ 'total/a/b': 1 }, { 'total/a': 2, 'total/c': 3 }))).toEqual({
    total: [1, 0, 5, 0],
    'total/a': [1, 0, 2, 2],
    'total/a/b': [1, 1, 0, 0],
    'total/c': [0, 0, 3, 3],
  });
});

it('tells the depths of a function that calls itself apart', () => {
  expect(flat(merge({ 'total/f/f/f': 3, 'total/f': 1 }, { 'total/f/f': 5 }))).toEqual({
    total: [4, 0, 5, 0],
    'total/f': [4, 1, 5, 0],
    'total/f/f': [3, 0, 5, 5],
    'total/f/f/f': [3, 3, 0, 0],
  });
});

it('compares with nothing', () => {
  expect(flat(mergeProfiles(profileTreeOf(frameOf({ 'total/a': 1 })), undefined))).toEqual({
    total: [1, 0, 0, 0],
    'total/a': [1, 1, 0, 0],
  });
});

describe('nodes that a store left out', () => {
  it('shows no node as new that the other side may have left out', () => {
    // On the left `tiny` is somewhere in the 2 % of `other`.
    const merged = flat(merge({ 'total/big': 98, 'total/other': 2 }, { 'total/big': 990, 'total/tiny': 10 }));
    expect(merged).toEqual({
      total: [100, 0, 1000, 0],
      'total/big': [98, 98, 990, 990],
      'total/other': [2, 2, 10, 10],
    });
  });

  it('adds to an other of its own side', () => {
    const merged = flat(
      merge({ 'total/big': 97, 'total/other': 3 }, { 'total/big': 97, 'total/tiny/leaf': 1, 'total/other': 2 })
    );
    expect(merged['total/other']).toEqual([3, 3, 3, 3]);
    expect(merged['total/tiny']).toBeUndefined();
  });

  it('shows a node as new that is larger than all that was left out', () => {
    const merged = flat(merge({ 'total/big': 98, 'total/other': 2 }, { 'total/big': 50, 'total/fresh': 50 }));
    expect(merged['total/fresh']).toEqual([0, 0, 50, 50]);
  });

  it('takes a function called other that calls something for a function', () => {
    const merged = flat(merge({ 'total/other/a': 50, 'total/b': 50 }, { 'total/other/a': 50, 'total/c': 50 }));
    expect(merged['total/c']).toEqual([0, 0, 50, 50]);
  });
});

describe('any two profiles', () => {
  /** A small generator with a seed, so that a failure can be seen again. */
  function randomProfile(seed: number): Selfs {
    let state = seed;
    const next = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    const selfs: Record<string, number> = {};
    for (let i = 0; i < 60; i++) {
      const names = Array.from({ length: next(6) }, () => ['a', 'b', 'c', 'other'][next(4)]);
      selfs[['total', ...names].join('/')] = 1 + next(100);
    }
    return selfs;
  }

  const sumOfSelfs = (node: MergedNode, side: 'left' | 'right'): number =>
    node.children.reduce((sum, child) => sum + sumOfSelfs(child, side), node[side].self);

  it.each(Array.from({ length: 50 }, (_, index) => index + 1))('keep their totals and selfs (seed %i)', (seed) => {
    const [left, right] = [randomProfile(seed), randomProfile(seed + 1000)];
    const total = (selfs: Selfs) => Object.values(selfs).reduce((sum, self) => sum + self, 0);
    const merged = merge(left, right);
    expect([merged.left.total, merged.right.total]).toEqual([total(left), total(right)]);
    expect([sumOfSelfs(merged, 'left'), sumOfSelfs(merged, 'right')]).toEqual([total(left), total(right)]);
    const check = (node: MergedNode) => {
      for (const side of ['left', 'right'] as const) {
        expect(node[side].total).toBe(node.children.reduce((sum, child) => sum + child[side].total, node[side].self));
      }
      node.children.forEach(check);
    };
    check(merged);
  });
});

describe('what Pyroscope answered when it compared', () => {
  const golden = (name: string) =>
    JSON.parse(readFileSync(join(__dirname, '../../../../../tests/golden/pyroscope', name), 'utf8'));

  interface Answer {
    names: string[];
    levels: number[][];
    leftTicks: number;
    rightTicks: number;
  }

  const diff = (): Answer => {
    const { names, levels, leftTicks, rightTicks } = golden('diff.response.json').flamegraph;
    return {
      names,
      levels: levels.map(({ values }: { values: string[] }) => values.map(Number)),
      leftTicks: Number(leftTicks),
      rightTicks: Number(rightTicks),
    };
  };
  const renderDiff = (): Answer => {
    const { flamebearer, leftTicks, rightTicks } = golden('render-diff.response.json');
    return { ...flamebearer, leftTicks, rightTicks };
  };

  /** The recorded tree is one path: each level has one node of seven numbers. */
  function pathOf({ names, levels }: Answer) {
    return levels.map(([, leftTotal = 0, leftSelf = 0, , rightTotal = 0, rightSelf = 0, name = 0]) => ({
      name: names[name] ?? '',
      ticks: [leftTotal, leftSelf, rightTotal, rightSelf],
    }));
  }

  it.each([
    ['Diff', diff],
    ['render-diff', renderDiff],
  ])('gives the same ticks for the same stacks (%s)', (_, read) => {
    const answer = read();
    // What the two sides answer when they are asked one by one: 70 samples in main, 30 in main/work, three times.
    const merged = merge({ 'total/main': 2121212100 }, { 'total/main/work': 909090900 });
    expect([merged.left.total, merged.right.total]).toEqual([answer.leftTicks, answer.rightTicks]);
    const nodes = pathOf(answer);
    const expected = nodes.map(({ ticks }, depth) => [
      nodes
        .slice(0, depth + 1)
        .map(({ name }) => name)
        .join('/'),
      ticks,
    ]);
    expect(flat(merged)).toEqual(Object.fromEntries(expected));
  });
});
