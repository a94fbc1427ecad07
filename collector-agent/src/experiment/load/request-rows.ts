/** Rows are kept in blocks, so that growing copies nothing and the oldest can go. */
const BLOCK_ROWS = 65_536;
/** 13 bytes each: 100 MB at most. */
const MAX_BLOCKS = 128;

interface Block {
  readonly startUs: Float64Array;
  readonly tookUs: Uint32Array;
  readonly failed: Uint8Array;
  rows: number;
  firstEndUs: number;
  lastEndUs: number;
}

export interface RequestRow {
  /** Since the epoch. */
  readonly startUs: number;
  readonly tookUs: number;
  readonly failed: boolean;
}

/** The requests of a run, in the order in which they ended; of very many the oldest are forgotten. */
export class RequestRows {
  readonly #blocks: Block[] = [];
  #count = 0;

  /** All that were added, forgotten ones too. */
  get count(): number {
    return this.#count;
  }

  add({ startUs, tookUs, failed }: RequestRow): void {
    let block = this.#blocks.at(-1);
    if (block === undefined || block.rows === BLOCK_ROWS) {
      block = newBlock();
      this.#blocks.push(block);
      if (this.#blocks.length > MAX_BLOCKS) this.#blocks.shift();
    }
    block.startUs[block.rows] = startUs;
    block.tookUs[block.rows] = Math.min(tookUs, 0xffff_ffff);
    block.failed[block.rows] = failed ? 1 : 0;
    block.rows += 1;
    block.firstEndUs = Math.min(block.firstEndUs, startUs + tookUs);
    block.lastEndUs = Math.max(block.lastEndUs, startUs + tookUs);
    this.#count += 1;
  }

  /** Calls `visit` for each request that ended in the stretch. */
  endedIn(fromUs: number, toUs: number, visit: (startUs: number, tookUs: number, failed: boolean) => void): void {
    for (const { startUs, tookUs, failed, rows, firstEndUs, lastEndUs } of this.#blocks) {
      if (lastEndUs < fromUs || firstEndUs >= toUs) continue;
      for (let row = 0; row < rows; row += 1) {
        const start = startUs[row] ?? 0;
        const took = tookUs[row] ?? 0;
        if (start + took >= fromUs && start + took < toUs) visit(start, took, failed[row] === 1);
      }
    }
  }
}

function newBlock(): Block {
  return {
    startUs: new Float64Array(BLOCK_ROWS),
    tookUs: new Uint32Array(BLOCK_ROWS),
    failed: new Uint8Array(BLOCK_ROWS),
    rows: 0,
    firstEndUs: Infinity,
    lastEndUs: -Infinity,
  };
}
