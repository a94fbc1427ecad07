import type { ProfileNode } from './profile-tree';

/** One path in two profiles; 0 on a side that does not have it. */
export interface MergedNode {
  name: string;
  left: Amount;
  right: Amount;
  /** By name, so that the same profiles always look the same. */
  children: MergedNode[];
}

export interface Amount {
  self: number;
  total: number;
}

const NOTHING: Amount = { self: 0, total: 0 };

/** What stores call the sum of the nodes they left out below a parent. */
const LEFT_OUT = 'other';

interface Sides {
  left: ProfileNode | undefined;
  right: ProfileNode | undefined;
}

/**
 * Both profiles on one tree, by path. Each store answer leaves out its own smallest nodes, so a small node that only one
 * side has may be in the other side's `other`: it goes into its own side's `other`, where it is compared with that, and
 * does not show as new or gone. Totals and sums of selfs of either side stay what they were.
 */
export function mergeProfiles(left: ProfileNode | undefined, right: ProfileNode | undefined): MergedNode {
  const totals = { left: left?.total ?? 0, right: right?.total ?? 0 };
  return merged({ left, right }, totals);
}

interface Totals {
  left: number;
  right: number;
}

function merged({ left, right }: Sides, totals: Totals): MergedNode {
  const folded =
    left && right ? withoutUnprovable({ left, right }, totals) : { left: left?.children, right: right?.children };
  const names = new Set([...(folded.left?.keys() ?? []), ...(folded.right?.keys() ?? [])]);
  return {
    name: (left ?? right)?.name ?? '',
    left: amountOf(left),
    right: amountOf(right),
    children: [...names]
      .sort(byName)
      .map((name) => merged({ left: folded.left?.get(name), right: folded.right?.get(name) }, totals)),
  };
}

const amountOf = (node: ProfileNode | undefined): Amount => (node ? { self: node.self, total: node.total } : NOTHING);

/** By code point: the order must not depend on the reader's language. */
const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

type Children = ReadonlyMap<string, ProfileNode>;

function withoutUnprovable({ left, right }: { left: ProfileNode; right: ProfileNode }, totals: Totals) {
  return {
    left: foldInto(left.children, { other: right.children, total: totals.left, otherTotal: totals.right }),
    right: foldInto(right.children, { other: left.children, total: totals.right, otherTotal: totals.left }),
  };
}

interface OtherSide {
  other: Children;
  total: number;
  otherTotal: number;
}

/** Children without those that the other side lacks and may have left out: as large a share at most as it left out. */
function foldInto(children: Children, { other, total, otherTotal }: OtherSide): Children {
  const leftOut = sumOfLeftOut(other);
  if (leftOut === 0) {
    return children;
  }
  const kept = new Map<string, ProfileNode>();
  let foldedTotal = 0;
  for (const [name, child] of children) {
    const isUnprovable = !other.has(name) && name !== LEFT_OUT && child.total / total <= leftOut / otherTotal;
    if (isUnprovable) {
      foldedTotal += child.total;
    } else {
      kept.set(name, child);
    }
  }
  if (foldedTotal > 0) {
    const sum = children.get(LEFT_OUT) ?? { name: LEFT_OUT, self: 0, total: 0, children: new Map() };
    kept.set(LEFT_OUT, { ...sum, self: sum.self + foldedTotal, total: sum.total + foldedTotal });
  }
  return kept;
}

/** A function that happens to be called `other` has callees or is one leaf like any; only a leaf can be a sum. */
function sumOfLeftOut(children: Children): number {
  const node = children.get(LEFT_OUT);
  return node && node.children.size === 0 ? node.total : 0;
}
