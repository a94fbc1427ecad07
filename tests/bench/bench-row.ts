/** One line of docs/benchmarks.md. */
export interface BenchRow {
  readonly what: string;
  readonly goal: string;
  /** The number got, with its interval; or why there is none. */
  readonly got: string;
  /** The same number of the tools that people use, from the same run, or their exact error text. */
  readonly anchors?: string;
  /** How it was measured: runs, interleaving, what it is compared with. */
  readonly how: string;
}

export type Say = (line: string) => void;

export interface BenchContext {
  readonly say: Say;
  /** A few seconds instead of minutes: to try a bench, not to publish. */
  readonly quick: boolean;
}

export interface Bench {
  /** For `--only`. */
  readonly name: string;
  /** Heading in docs/benchmarks.md; benches of one section stand together. */
  readonly section: string;
  /** Expected, on the reference machine, for the progress lines. */
  readonly minutes: number;
  readonly run: (context: BenchContext) => Promise<BenchRow[]>;
}
