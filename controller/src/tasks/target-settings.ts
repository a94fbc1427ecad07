import type { ProxySettings } from '@meshprof/contracts';
import type { TargetId, TaskId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Trx } from './task-store.ts';

/** The settings of a target that is a proxy, as its files said while it was profiled (contracts/src/proxy-settings.ts). */
export interface TargetSettingsRow {
  task_id: TaskId;
  target_id: TargetId;
  settings_json: string;
}

interface TargetKey {
  readonly taskId: TaskId;
  readonly targetId: TargetId;
}

export async function saveSettings(trx: Trx, { taskId, targetId }: TargetKey, settings: ProxySettings): Promise<void> {
  const settings_json = JSON.stringify(settings);
  await trx
    .insertInto('target_settings')
    .values({ task_id: taskId, target_id: targetId, settings_json })
    .onConflict((conflict) => conflict.columns(['task_id', 'target_id']).doUpdateSet({ settings_json }))
    .execute();
}

/** Undefined until the target's session has ended, of what is no Envoy, and of an older agent. */
export async function findSettings(
  storage: Storage,
  { taskId, targetId }: TargetKey
): Promise<ProxySettings | undefined> {
  const row = await storage
    .selectFrom('target_settings')
    .select('settings_json')
    .where('task_id', '=', taskId)
    .where('target_id', '=', targetId)
    .executeTakeFirst();
  return row && (JSON.parse(row.settings_json) as ProxySettings);
}
