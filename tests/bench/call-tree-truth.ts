import type { ObservedStack } from './observed-stack.ts';

/** What the programs `*-tree` of tests/workloads print. */
export interface CallTree {
  readonly fanOut: number;
  readonly nodes: number;
}

/**
 * - `exact`: from the innermost node on, each frame is its true caller, down to the root.
 * - `wrong`: a caller is missing, doubled or another's, or the stack ends before anything tells.
 * - `outside`: a whole stack without a node, such as that of a runtime's own thread.
 */
export type TreeVerdict = 'exact' | 'wrong' | 'outside';

/** `mp_node<7u>()`, its mangled `mp_nodeILj7E`, `mp_node_7`, and its split cold part; not the closures inside it. */
const NODE = /mp_node(?:_|<|ILj)(\d+)(?:u?>(?:\(\))?|E{2,3}vv|)(?:::h[0-9a-f]{16})?(?: \[clone \.\w+\]|\.cold)?$/;

export function nodeOf(name: string): number | undefined {
  const [, digits] = NODE.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** What Go's runtime may put on top of any function. */
const RUNTIME_INTRUSION = /^runtime\.(asyncPreempt|morestack|sigreturn)/;

/**
 * `root` is the name of the function that calls node 0; `isWhole` tells whether the stack reaches its thread's entry.
 * Inner nodes call nothing but nodes: anything else on top of one means that a caller is missing between.
 */
export function judgeTreeStack(
  { frames }: ObservedStack,
  { fanOut, nodes }: CallTree,
  { root, isWhole }: { readonly root: RegExp; readonly isWhole: boolean }
): TreeVerdict {
  const first = frames.findIndex(({ name }) => nodeOf(name) !== undefined);
  if (first < 0) return isWhole ? 'outside' : 'wrong';
  let expected = nodeOf(frames[first]!.name)!;
  const isInner = expected * fanOut + 1 < nodes;
  if (isInner && first > 0 && !RUNTIME_INTRUSION.test(frames[first - 1]!.name)) return 'wrong';
  let at = first + 1;
  for (; expected > 0; at += 1) {
    expected = Math.floor((expected - 1) / fanOut);
    if (nodeOf(frames[at]?.name ?? '') !== expected) return 'wrong';
  }
  return root.test(frames[at]?.name ?? '') ? 'exact' : 'wrong';
}
