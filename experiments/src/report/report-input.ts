import type { ExperimentReport, ExperimentSpec, SlotResult } from '@meshprof/contracts';

/** What a report is made from: of a run that ended, or of one that goes on. */
export interface ReportInput {
  readonly experimentId: string;
  readonly spec: ExperimentSpec;
  readonly seed: number;
  /** Of the variants' phase, void ones too, in any order. */
  readonly slots: readonly SlotResult[];
  /** Of the A/A phase, void ones too. */
  readonly aaSlots: readonly SlotResult[];
  readonly restored: ExperimentReport['restored'];
  /** What happened on the way that a reader should know, a sentence each. */
  readonly notes?: readonly string[];
  readonly startUnixMs: number;
  /** Of the last slot so far, while the run goes on. */
  readonly endUnixMs: number;
}
