import type { LossPart, ProfileTypeId, TaskTarget } from '@meshprof/contracts';
import { type LossRow, lossRows } from '@shared/domain/loss-rows';

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
export const targetLosses = ({ progress }: Pick<TaskTarget, 'progress'>, typeId?: ProfileTypeId): LossRow[] =>
  lossRows(progress.lostByCause ?? {}).filter(
    ({ id }) => typeId === undefined || PARTS[typeId].some((part) => id.startsWith(`${part}.`))
  );
