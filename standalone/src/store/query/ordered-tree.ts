import type { MergedProfile } from './merged-profile.ts';
import { compareText } from '../labels.ts';

/** Merged profiles side by side on one tree: one for a flame graph, two for a comparison. */
export interface OrderedTree {
  readonly names: readonly string[];
  /** Name number of each node. */
  readonly nodeNames: Uint32Array;
  /** Children of node i, sorted by name: `children[childStarts[i] … childStarts[i + 1])`. */
  readonly childStarts: Uint32Array;
  readonly children: Uint32Array;
  /** For each side the value of each node itself, and with its callees. */
  readonly sides: readonly { readonly self: Float64Array; readonly total: Float64Array }[];
}

export function orderTree(merged: MergedProfile, sides: readonly Float64Array[]): OrderedTree {
  const parents = merged.tree.parents;
  const nodeNames = merged.tree.names;
  const childStarts = new Uint32Array(parents.length + 1);
  for (let node = 1; node < parents.length; node++) childStarts[parents[node]! + 1]!++;
  for (let node = 0; node < parents.length; node++) childStarts[node + 1]! += childStarts[node]!;
  // Nodes in order of their names land in their parents' ranges in that order.
  const rank = rankNames(merged.names);
  const order = Uint32Array.from(parents.keys()).subarray(1);
  order.sort((a, b) => rank[nodeNames[a]!]! - rank[nodeNames[b]!]!);
  const next = childStarts.slice();
  const children = new Uint32Array(parents.length - 1);
  for (const node of order) children[next[parents[node]!]!++] = node;
  return {
    names: merged.names,
    nodeNames,
    childStarts,
    children,
    sides: sides.map((self) => ({ self, total: totals(parents, self) })),
  };
}

function rankNames(names: readonly string[]): Uint32Array {
  const sorted = [...names.keys()].sort((a, b) => compareText(names[a]!, names[b]!));
  const rank = new Uint32Array(names.length);
  sorted.forEach((name, position) => (rank[name] = position));
  return rank;
}

function totals(parents: Uint32Array, self: Float64Array): Float64Array {
  const total = Float64Array.from(self);
  for (let node = parents.length - 1; node > 0; node--) total[parents[node]!]! += total[node]!;
  return total;
}

/**
 * The smallest total that a node needs to be shown if at most `maxNodes` are, as Pyroscope finds it: the totals kept
 * are the largest, and where two sides are compared a node counts with the larger of both.
 */
export function smallestShown(tree: OrderedTree, maxNodes: number): number {
  const weights = new Float64Array(tree.nodeNames.length - 1);
  for (const { total } of tree.sides) {
    for (let node = 1; node < total.length; node++) weights[node - 1] = Math.max(weights[node - 1]!, total[node]!);
  }
  if (weights.length <= maxNodes) return 0;
  return weights.sort()[weights.length - maxNodes]!;
}
