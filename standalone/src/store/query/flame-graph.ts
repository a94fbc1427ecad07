import type { FlameGraph } from '../query-types.ts';
import type { OrderedTree } from './ordered-tree.ts';
import { smallestShown } from './ordered-tree.ts';

export const OTHER = 'other';
const ROOT_NAME = 'total';
/** Node number of a bar that stands for children too small to show. */
const REST = -1;

/** Flame graph levels: for every node offset, total and self of each side, then the index of its name. */
export interface Flame {
  readonly names: readonly string[];
  readonly levels: readonly (readonly number[])[];
  /** Of each side. */
  readonly totals: readonly number[];
  readonly maxSelf: number;
}

interface Bar {
  readonly node: number;
  readonly level: number;
  /** For each side, where the bar starts. */
  readonly starts: readonly number[];
  /** For each side of a REST bar, its value. */
  readonly rest: readonly number[];
}

/**
 * Lays a tree out in levels. Offsets count from the end of the bar before. Children stand in order of their names,
 * what is too small is one bar "other" after them. Names are numbered as Pyroscope numbers them, from a walk that
 * takes the rightmost child first.
 */
export function layOutFlame(tree: OrderedTree, maxNodes: number): Flame {
  const layout = new Layout(tree, smallestShown(tree, maxNodes));
  const stack: Bar[] = [{ node: 0, level: 0, starts: tree.sides.map(() => 0), rest: [] }];
  for (let bar = stack.pop(); bar !== undefined; bar = stack.pop()) {
    layout.place(bar);
    if (bar.node === REST) continue;
    // One by one: as arguments of one call they overflow the stack, some hundred thousand addresses without a name.
    for (const child of layout.childrenOf(bar)) stack.push(child);
  }
  return layout.finish();
}

class Layout {
  readonly #tree: OrderedTree;
  readonly #smallest: number;
  readonly #names: string[] = [ROOT_NAME];
  readonly #nameIndex = new Map<string, number>([[ROOT_NAME, 0]]);
  /** Bars of each level from right to left, as the walk meets them. */
  readonly #levels: { bar: Bar; name: number }[][] = [];
  #maxSelf = 0;

  constructor(tree: OrderedTree, smallest: number) {
    this.#tree = tree;
    this.#smallest = smallest;
  }

  place(bar: Bar): void {
    const text = bar.node === REST ? OTHER : bar.node === 0 ? ROOT_NAME : this.#nameOf(bar.node);
    let name = this.#nameIndex.get(text);
    if (name === undefined) {
      name = this.#names.push(text) - 1;
      this.#nameIndex.set(text, name);
    }
    (this.#levels[bar.level] ??= []).push({ bar, name });
    for (const side of this.#tree.sides.keys()) this.#maxSelf = Math.max(this.#maxSelf, this.#self(bar, side));
  }

  childrenOf(bar: Bar): Bar[] {
    const { childStarts, children, sides } = this.#tree;
    const level = bar.level + 1;
    const cursor = sides.map((side, index) => bar.starts[index]! + side.self[bar.node]!);
    const rest = sides.map(() => 0);
    const bars: Bar[] = [];
    for (let at = childStarts[bar.node]!; at < childStarts[bar.node + 1]!; at++) {
      const node = children[at]!;
      const shown = sides.some(({ total }) => total[node]! >= this.#smallest) && this.#nameOf(node) !== OTHER;
      if (shown) bars.push({ node, level, starts: [...cursor], rest: [] });
      sides.forEach(({ total }, side) => {
        if (shown) cursor[side]! += total[node]!;
        else rest[side]! += total[node]!;
      });
    }
    if (rest.some((value) => value > 0)) bars.push({ node: REST, level, starts: cursor, rest });
    return bars;
  }

  finish(): Flame {
    const levels = this.#levels.map((bars) => {
      const ends = this.#tree.sides.map(() => 0);
      const values: number[] = [];
      for (const { bar, name } of bars.reverse()) {
        for (const side of this.#tree.sides.keys()) {
          const total = this.#total(bar, side);
          values.push(bar.starts[side]! - ends[side]!, total, this.#self(bar, side));
          ends[side] = bar.starts[side]! + total;
        }
        values.push(name);
      }
      return values;
    });
    return {
      names: this.#names,
      levels,
      totals: this.#tree.sides.map(({ total }) => total[0]!),
      maxSelf: this.#maxSelf,
    };
  }

  #nameOf(node: number): string {
    return this.#tree.names[this.#tree.nodeNames[node]!]!;
  }

  #total(bar: Bar, side: number): number {
    return bar.node === REST ? bar.rest[side]! : this.#tree.sides[side]!.total[bar.node]!;
  }

  #self(bar: Bar, side: number): number {
    return bar.node === REST ? bar.rest[side]! : this.#tree.sides[side]!.self[bar.node]!;
  }
}

/** A flame graph as the API answers it: integers as strings, zero totals left out. */
export function flameGraphOf(flame: Flame): FlameGraph {
  const total = flame.totals.reduce((sum, value) => sum + value, 0);
  return {
    names: flame.names,
    levels: flame.levels.map((values) => ({ values: values.map(int64) })),
    ...(total === 0 ? {} : { total: int64(total) }),
    ...(flame.maxSelf === 0 ? {} : { maxSelf: int64(flame.maxSelf) }),
  };
}

const MAX_INT64 = 2n ** 63n - 1n;

/** Decimal text of a whole number; sums beyond 64 bits stop at the largest. */
export function int64(value: number): string {
  if (Number.isSafeInteger(value)) return value.toString();
  const exact = BigInt(Math.round(value));
  return (exact > MAX_INT64 ? MAX_INT64 : exact).toString();
}
