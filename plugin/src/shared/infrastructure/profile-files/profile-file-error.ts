/** What a file may be at most, so that no file can stop the page. */
export const FILE_LIMITS = {
  packedBytes: 64 * 2 ** 20,
  bytes: 256 * 2 ** 20,
  samples: 1_000_000,
  nodes: 250_000,
  /** Of all that is made of a file: a number counts one, an object some. A few bytes can stand for many. */
  parts: 30_000_000,
  /** A canvas is not higher than a browser can draw. */
  depth: 1_024,
  nameLength: 4_096,
  sampleTypes: 32,
} as const;

export type ProfileFileProblem =
  | 'too-large'
  | 'unpacks-too-large'
  | 'broken-gzip'
  | 'unknown-format'
  | 'not-json'
  | 'other-json'
  | 'broken-frame'
  | 'broken-pprof'
  | 'broken-folded'
  | 'no-samples'
  | 'too-many-samples'
  | 'too-many-nodes'
  | 'too-many-parts'
  | 'too-deep';

/** Why a file cannot be shown. Expected: files come from anywhere. */
export class ProfileFileError extends Error {
  readonly problem: ProfileFileProblem;
  /** What exactly, for those who made the file. */
  readonly detail: string;

  constructor(problem: ProfileFileProblem, detail = '') {
    super(`${problem} ${detail}`.trim());
    this.problem = problem;
    this.detail = detail;
  }
}
