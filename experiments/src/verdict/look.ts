import type { ReportInput } from '../report/report-input.ts';

/** Blocks after which a run may end before its plan, if there are more to come: nowhere else, or the rates do not hold. */
export const LOOKS_AFTER_BLOCKS = [8, 12, 16] as const;

/** True if the run may end after this block; asked after each block, answered with yes only at looks. */
export function mayEndEarly(_input: ReportInput): boolean {
  return false;
}
