const INITIAL_NODES = 1024;

/**
 * Stacks merged into a tree: every node is a frame under its caller. Node 0 is the root and has no name. A parent
 * always has a smaller index than its children, so one backward pass sums totals and one forward pass copies a tree.
 * Flat arrays and a hash table of (parent, name) keep merging minutes of profiles within milliseconds.
 */
export class CallTree {
  #parents = new Uint32Array(INITIAL_NODES);
  #names = new Uint32Array(INITIAL_NODES);
  #size = 1;
  /** Open addressing with linear probing; 0 is an empty slot, since the root is nobody's child. */
  #slots = new Uint32Array(INITIAL_NODES * 4);

  get size(): number {
    return this.#size;
  }

  /** Parent of each node; valid until the next `child()`. */
  get parents(): Uint32Array {
    return this.#parents.subarray(0, this.#size);
  }

  /** Name number of each node; valid until the next `child()`. */
  get names(): Uint32Array {
    return this.#names.subarray(0, this.#size);
  }

  /** The node of a frame called by `parent`; made if it is new. */
  child(parent: number, name: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(parent, name) & mask;
    for (;;) {
      const node = this.#slots[slot]!;
      if (node === 0) break;
      if (this.#parents[node] === parent && this.#names[node] === name) return node;
      slot = (slot + 1) & mask;
    }
    if (this.#size === this.#parents.length) {
      this.#grow();
      return this.child(parent, name);
    }
    const node = this.#size++;
    this.#parents[node] = parent;
    this.#names[node] = name;
    this.#slots[slot] = node;
    return node;
  }

  #grow(): void {
    const length = this.#parents.length * 2;
    this.#parents = enlarged(this.#parents, length);
    this.#names = enlarged(this.#names, length);
    this.#slots = new Uint32Array(length * 4);
    const mask = this.#slots.length - 1;
    for (let node = 1; node < this.#size; node++) {
      let slot = hash(this.#parents[node]!, this.#names[node]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = node;
    }
  }
}

function enlarged(source: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const copy = new Uint32Array(length);
  copy.set(source);
  return copy;
}

function hash(parent: number, name: number): number {
  let mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(name, 0x85ebca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0xc2b2ae35) ^ (mixed >>> 13);
}
