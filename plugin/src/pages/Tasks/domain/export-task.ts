import type { ProfileTypeId, Task } from '@meshprof/contracts';
import { profileTypesOf, titleOfTask } from '@shared/domain/describe-task';
import { profileRefOfTask } from '@shared/domain/profile-ref-of-task';
import { encodeProfile, exportedFileName } from '@shared/domain/profile-view/encode-profile';
import { DEFAULT_MAX_NODES } from '@shared/domain/profile-view/max-nodes';
import { storedExport } from '@shared/domain/profile-view/stored-export';
import { t } from '@shared/domain/t';
import { saveFile } from '@shared/infrastructure/profile-files/save-file';
import { type ProfileDataSource, queryProfile } from '@shared/infrastructure/profile-query';

/** Saves one profile of a task, all its targets in one, as pprof. Fails with what to do if there is none. */
export async function exportTask(
  task: Task,
  typeId: ProfileTypeId,
  dataSource: ProfileDataSource | undefined
): Promise<void> {
  const ref = profileRefOfTask(task);
  const type = profileTypesOf(task).find(({ id }) => id === typeId);
  if (!dataSource) {
    throw new Error(t('tasks.export.no-source', 'There is no Pyroscope data source. Add one in Grafana.'));
  }
  const range = ref && { fromUnixMs: Number(ref.from), toUnixMs: Number(ref.to), labelSelector: ref.labelSelector };
  const frame =
    range &&
    type &&
    (await queryProfile({ dataSource, profileTypeId: type.storedAs, maxNodes: DEFAULT_MAX_NODES, ...range }));
  if (!frame || frame.length === 0 || !range || !type) {
    throw new Error(
      t(
        'tasks.export.nothing',
        'The store has no such profile of this task: nothing was sampled, or its retention has ended.'
      )
    );
  }
  const profile = { ...storedExport(type, titleOfTask(task), range), frame };
  saveFile(exportedFileName('pprof', profile), await encodeProfile('pprof', profile));
}
