import type { TargetSummary } from '@meshprof/contracts';
import type { TargetId, TaskId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Trx } from './task-store.ts';

/** What the session of a target told beside its profiles (contracts/src/target-summary.ts). */
export interface TargetSummaryRow {
  task_id: TaskId;
  target_id: TargetId;
  summary_json: string;
}

interface TargetKey {
  readonly taskId: TaskId;
  readonly targetId: TargetId;
}

/** The newest replaces what an earlier report of the target said. */
export async function saveSummary(trx: Trx, { taskId, targetId }: TargetKey, summary: TargetSummary): Promise<void> {
  const summary_json = JSON.stringify(summary);
  await trx
    .insertInto('target_summaries')
    .values({ task_id: taskId, target_id: targetId, summary_json })
    .onConflict((conflict) => conflict.columns(['task_id', 'target_id']).doUpdateSet({ summary_json }))
    .execute();
}

/** Undefined until the target's session has ended, and of an older agent. */
export async function findSummary(
  storage: Storage,
  { taskId, targetId }: TargetKey
): Promise<TargetSummary | undefined> {
  const row = await storage
    .selectFrom('target_summaries')
    .select('summary_json')
    .where('task_id', '=', taskId)
    .where('target_id', '=', targetId)
    .executeTakeFirst();
  return row && (JSON.parse(row.summary_json) as TargetSummary);
}
