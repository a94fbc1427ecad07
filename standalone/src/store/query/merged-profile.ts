import { CallTree } from '../persistence/call-tree.ts';
import type { ProfileBody } from '../persistence/profile-body.ts';

/** Profiles added up: one call tree with a value for each node. */
export class MergedProfile {
  readonly names: string[] = [];
  readonly tree = new CallTree();
  readonly #numbers = new Map<string, number>();
  #self = new Float64Array(1024);

  /** Value of each node itself, without its callees. */
  get self(): Float64Array {
    return this.#self.subarray(0, this.tree.size);
  }

  /** Adds some of a profile's value sets. Nodes that none of them touches are left out. */
  add(body: ProfileBody, sets: readonly number[]): void {
    const needed = neededNodes(body, sets);
    const merged = new Uint32Array(body.parents.length);
    const nameNumbers = new Int32Array(body.names.length).fill(-1);
    for (let node = 1; node < merged.length; node++) {
      if (needed[node] === 0) continue;
      const nameIndex = body.nodeNames[node]!;
      if (nameNumbers[nameIndex] === -1) nameNumbers[nameIndex] = this.#number(body.names[nameIndex]!);
      merged[node] = this.tree.child(merged[body.parents[node]!]!, nameNumbers[nameIndex]!);
    }
    this.#reserve();
    for (const set of sets) {
      for (let entry = body.setStarts[set]!; entry < body.setStarts[set + 1]!; entry++) {
        this.#self[merged[body.entryNodes[entry]!]!]! += body.entryValues[entry]!;
      }
    }
  }

  #number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }

  #reserve(): void {
    if (this.tree.size <= this.#self.length) return;
    const grown = new Float64Array(Math.max(this.tree.size, this.#self.length * 2));
    grown.set(this.#self);
    this.#self = grown;
  }
}

function neededNodes(body: ProfileBody, sets: readonly number[]): Uint8Array {
  const needed = new Uint8Array(body.parents.length);
  for (const set of sets) {
    for (let entry = body.setStarts[set]!; entry < body.setStarts[set + 1]!; entry++) {
      needed[body.entryNodes[entry]!] = 1;
    }
  }
  for (let node = needed.length - 1; node > 0; node--) {
    if (needed[node] === 1) needed[body.parents[node]!] = 1;
  }
  return needed;
}
