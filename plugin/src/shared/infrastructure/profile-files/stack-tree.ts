import { type DataFrame, FieldType } from '@grafana/data';
import { FILE_LIMITS, ProfileFileError } from './profile-file-error';

interface Node {
  name: number;
  self: number;
  children: Map<number, Node>;
}

/** Stacks added up by their path, and laid out as a flame graph's frame. */
export class StackTree {
  readonly #root: Node = { name: 0, self: 0, children: new Map() };
  readonly #names: string[];
  #nodes = 1;

  /** `names` are what the numbers of a stack stand for. */
  constructor(names: string[]) {
    this.#names = names;
  }

  /** `stack` is numbers of names, root first. */
  add(stack: ArrayLike<number>, amount: number): void {
    if (stack.length > FILE_LIMITS.depth) {
      throw new ProfileFileError('too-deep');
    }
    let node = this.#root;
    for (let depth = 0; depth < stack.length; depth++) {
      const name = stack[depth] ?? 0;
      let child = node.children.get(name);
      if (!child) {
        if (++this.#nodes > FILE_LIMITS.nodes) {
          throw new ProfileFileError('too-many-nodes');
        }
        child = { name, self: 0, children: new Map() };
        node.children.set(name, child);
      }
      node = child;
    }
    node.self += amount;
  }

  /** In depth-first order, the largest child first. Without recursion, since a file says how deep it goes. */
  toFrame(unit: string): DataFrame {
    const text = ['total', ...this.#names];
    const columns = { level: [] as number[], value: [] as number[], self: [] as number[], label: [] as number[] };
    const totals = totalsBelow(this.#root);
    const open: Array<{ node: Node; level: number }> = [{ node: this.#root, level: 0 }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { node, level } = next;
      columns.level.push(level);
      columns.value.push(totals.get(node) ?? 0);
      columns.self.push(node.self);
      columns.label.push(level === 0 ? 0 : node.name + 1);
      const children = [...node.children.values()].sort((a, b) => (totals.get(a) ?? 0) - (totals.get(b) ?? 0));
      for (const child of children) {
        open.push({ node: child, level: level + 1 });
      }
    }
    const number = (name: 'level' | 'value' | 'self', withUnit: boolean) => ({
      name,
      type: FieldType.number,
      config: withUnit ? { unit } : {},
      values: columns[name],
    });
    const label = { name: 'label', type: FieldType.enum, config: { type: { enum: { text } } }, values: columns.label };
    return {
      fields: [number('level', false), number('value', true), number('self', true), label],
      length: columns.level.length,
    };
  }
}

/** Every node's own amount with those of all nodes below it. */
function totalsBelow(root: Node): Map<Node, number> {
  const order: Node[] = [];
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    order.push(node);
    for (const child of node.children.values()) {
      open.push(child);
    }
  }
  const totals = new Map<Node, number>();
  for (const node of order.reverse()) {
    let total = node.self;
    for (const child of node.children.values()) {
      total += totals.get(child) ?? 0;
    }
    totals.set(node, total);
  }
  return totals;
}
