import type { ExperimentProgress, SlotResult } from '@meshprof/contracts';

export type CellState = 'planned' | 'running' | 'done' | 'void';

export interface ScheduleCell {
  variant: string;
  state: CellState;
  /** Of its last attempt; more than 0 for one that was void before. */
  attempt: number;
  /** Why it does not count. */
  reason?: string;
}

/** Which variant is measured when, a row a block, and how far it has come. Without slots it is a plan. */
export function scheduleCells(
  schedule: ReadonlyArray<readonly string[]>,
  slots: readonly SlotResult[] = [],
  progress?: ExperimentProgress
): ScheduleCell[][] {
  const last = new Map<string, SlotResult>();
  for (const result of slots.filter(({ phase }) => phase === 'variants')) {
    const key = `${result.block} ${result.slot}`;
    const known = last.get(key);
    if (!known || known.attempt <= result.attempt) {
      last.set(key, result);
    }
  }
  return schedule.map((row, block) =>
    row.map((variant, slot) => {
      const result = last.get(`${block} ${slot}`);
      const isNow = progress?.phase === 'variants' && progress.block === block && progress.slot === slot;
      const state: CellState = isNow ? 'running' : result ? (result.void ? 'void' : 'done') : 'planned';
      return {
        variant,
        state,
        attempt: result?.attempt ?? 0,
        ...(result?.void && { reason: result.void.detail }),
      };
    })
  );
}
