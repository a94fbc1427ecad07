import type { AuditLog } from '../audit/audit-log.ts';
import type { Trx } from '../tasks/task-store.ts';
import type { ExperimentRow } from './experiment-rows.ts';
import { toAudited } from './experiment-view.ts';

export interface AuditedChange {
  readonly actor: string;
  /** `experiment.<verb>` */
  readonly action: string;
  readonly before: ExperimentRow;
  readonly after: ExperimentRow;
}

/** Notes who changed an experiment, unless nothing changed: an order that is given twice is one. */
export async function recordChange(trx: Trx, audit: AuditLog, change: AuditedChange): Promise<void> {
  const { actor, action, before, after } = change;
  if (before.state === after.state && before.agent_order === after.agent_order) return;
  await audit.record(trx, {
    actor,
    action,
    objectKind: 'experiment',
    objectId: after.id,
    before: toAudited(before),
    after: toAudited(after),
  });
}
