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
}

/** Needed unless it says otherwise; the remedy of what is met is dropped. */
export function requirement(row: Omit<Requirement, 'needed'> & { needed?: boolean }): Requirement {
  return { needed: true, ...row, remedy: row.met ? '' : row.remedy };
}
