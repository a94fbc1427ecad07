/** One line of docs/benchmarks.md. */
export interface BenchRow {
  readonly what: string;
  readonly goal: string;
  readonly got: string;
  /** How it was measured: runs, interleaving, what it is compared with. */
  readonly how: string;
}

export type Say = (line: string) => void;
