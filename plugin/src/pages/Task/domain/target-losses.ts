import { lossOf, type LossPart, type ProfileTypeId, type TaskTarget } from '@meshprof/contracts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';

export interface TargetLoss {
  id: string;
  title: string;
  /** "12 switches" */
  amount: string;
  sentence: string;
  remedy: string;
}

/** What the graph of each profile type can lack. Names and whole stacks all of them have. */
const PARTS: Record<ProfileTypeId, LossPart[]> = {
  'on-cpu': ['on-cpu', 'names', 'stack'],
  'off-cpu-time': ['off-cpu', 'names', 'stack'],
  'off-cpu-switches': ['off-cpu', 'names', 'stack'],
  wakeups: ['wakers', 'off-cpu', 'names'],
  'loop-stalls': ['stalls', 'names', 'stack'],
  'page-faults': ['page-fault', 'names', 'stack'],
};

/** The counters of a target by cause, largest first; those of one profile type, or all. */
export function targetLosses({ progress }: Pick<TaskTarget, 'progress'>, typeId?: ProfileTypeId): TargetLoss[] {
  const isMeant = (id: string) => typeId === undefined || PARTS[typeId].some((part) => id.startsWith(`${part}.`));
  return Object.entries(progress.lostByCause ?? {})
    .filter(([id, count]) => count > 0 && isMeant(id))
    .sort(([, a], [, b]) => b - a)
    .map(([id, count]) => {
      const loss = lossOf(id);
      return {
        id,
        title: loss?.title ?? id,
        amount: `${formatCount(count)} ${loss?.unit ?? ''}`.trim(),
        sentence:
          loss?.sentence ?? t('task.losses.unknown', 'A newer agent counts this; the app does not know it yet.'),
        remedy: loss?.remedy ?? t('task.losses.update', 'Update the app.'),
      };
    });
}
