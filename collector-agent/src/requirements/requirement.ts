/** One thing that profiling needs, and whether this machine has it. */
export interface Requirement {
  readonly id: string;
  /** What it is, for a person. */
  readonly title: string;
  readonly met: boolean;
  /** False for what makes profiles better but is not needed to take one. */
  readonly needed: boolean;
  /** What to do; '' if met. */
  readonly remedy: string;
  /** What is wrong, as the beginning of a sentence that the remedy ends; absent if met. */
  readonly problem?: string;
  /** Not met for that reason alone where one of these is not: their remedy comes first. */
  readonly follows?: readonly string[];
}

/** Needed unless it says otherwise; the remedy of what is met is dropped, and what would be wrong. */
export function requirement({ problem, ...row }: Omit<Requirement, 'needed'> & { needed?: boolean }): Requirement {
  return { needed: true, ...row, ...(row.met ? { remedy: '' } : problem !== undefined && { problem }) };
}
