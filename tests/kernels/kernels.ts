export type Architecture = 'amd64' | 'arm64';

/** A kernel that Debian packages. Newer builds of the same suite come without a change here. */
export interface DebianKernel {
  readonly suite: string;
  readonly architecture: Architecture;
  /** The package that leads to the suite's newest kernel. */
  readonly metaPackage: string;
}

/**
 * The small kernels that Debian makes for virtual machines: built from the same sources and, in what matters here, the
 * same configuration as the large ones. Oldest first, each series once (bookworm-backports has trixie's, sid forky's).
 */
export const KERNELS: readonly DebianKernel[] = ['bullseye', 'bookworm', 'trixie', 'forky', 'trixie-backports'].map(
  (suite) => ({ suite, architecture: 'amd64', metaPackage: 'linux-image-cloud-amd64' })
);

/** Whose kernel is asked what it says in the situations of steps.ts. */
export const SITUATION_SUITE = 'bookworm';

/** What the tables and `--only` call a kernel. */
export function labelOf({ suite, architecture }: DebianKernel): string {
  return architecture === 'amd64' ? suite : `${suite} (${architecture})`;
}
