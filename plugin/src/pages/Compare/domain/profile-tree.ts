import type { DataFrame } from '@grafana/data';
import { frameRows } from '@shared/domain/profile-view/frame-rows';

/** A function called on one path, with all that it called. */
export interface ProfileNode {
  name: string;
  /** In the frame's unit, spent in the function itself. */
  self: number;
  /** `self` and all below. */
  total: number;
  children: Map<string, ProfileNode>;
}

/** A store sends at most what was asked for; anything much larger is no answer of ours. */
const MAX_ROWS = 500_000;
const MAX_DEPTH = 2_000;

/**
 * The tree in a nested set of `/api/ds/query` (rows depth first, with their level). Totals are added up from `self`, so
 * that a tree is consistent whatever the frame says. Undefined if there is nothing in it; throws on rows that are no tree.
 */
export function profileTreeOf(frame: DataFrame): ProfileNode | undefined {
  const rows = frameRows(frame);
  if (!rows) {
    throw new Error('The data source answered with a frame that is no profile: level, value, self or label is missing');
  }
  if (rows.length > MAX_ROWS) {
    throw new Error(`The data source answered with more than ${MAX_ROWS} nodes`);
  }
  const open: ProfileNode[] = [];
  for (let row = 0; row < rows.length; row++) {
    const depth = depthOf(rows.level[row], row, open.length);
    open.length = depth;
    const node = childOf(open[depth - 1], rows.labelOf(row));
    node.self += amountOf(rows.self[row], row);
    open.push(node);
  }
  const [root] = open;
  return root && addTotals(root) > 0 ? root : undefined;
}

function depthOf(value: unknown, row: number, openNodes: number): number {
  const isTree = row === 0 ? value === 0 : Number.isInteger(value) && Number(value) >= 1 && Number(value) <= openNodes;
  if (!isTree || Number(value) > MAX_DEPTH) {
    throw new Error(`The data source answered with a frame that is no tree: level ${String(value)} in row ${row}`);
  }
  return Number(value);
}

function amountOf(value: unknown, row: number): number {
  const amount = Number(value);
  if (!Number.isFinite(amount) || amount < 0) {
    throw new Error(`The data source answered with a value that is no amount: ${String(value)} in row ${row}`);
  }
  return amount;
}

/** Siblings of one name are one node. */
function childOf(parent: ProfileNode | undefined, name: string): ProfileNode {
  const known = parent?.children.get(name);
  if (known) {
    return known;
  }
  const node: ProfileNode = { name, self: 0, total: 0, children: new Map() };
  parent?.children.set(name, node);
  return node;
}

function addTotals(node: ProfileNode): number {
  node.total = node.self;
  for (const child of node.children.values()) {
    node.total += addTotals(child);
  }
  return node.total;
}
