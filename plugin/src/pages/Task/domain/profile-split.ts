import {
  boundsWithUnknown,
  COST_CATEGORIES,
  MESH_SETTINGS,
  type ProfileTypeId,
  type ShareInterval,
  WAIT_CLASSES,
  wilsonInterval,
} from '@meshprof/contracts';
import type { LabelledSum } from '@shared/infrastructure/profile-series-query';

/** One part of a profile: a cost category or a wait class. */
export interface SplitRow extends ShareInterval {
  id: string;
  title: string;
  meaning: string;
  /** Settings that drive it, the most effective first. */
  settings: string[];
}

export interface ProfileSplit {
  /** Without waits of idle event loops, which are no cost. */
  costs: SplitRow[];
  /** Empty on CPU. Exact, because the kernel decides the class of every wait. */
  waits: SplitRow[];
}

const IDLE = new Set<string>(WAIT_CLASSES.filter((row) => 'idle' in row).map(({ id }) => id));
const NOTHING_PROVEN = {
  title: 'Recorded without a category',
  meaning: 'By an agent that did not know categories yet.',
};

const settingText = (id: string) => {
  const setting = MESH_SETTINGS.find((row) => row.id === id);
  const place = setting && ('istio' in setting ? `${setting.istio}; Envoy: ${setting.envoy}` : setting.envoy);
  return setting ? `${setting.title}: ${place}` : id;
};

function sumBy(sums: LabelledSum[], label: string): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { labels, sum } of sums) {
    const value = labels[label] ?? '';
    totals.set(value, (totals.get(value) ?? 0) + sum);
  }
  return totals;
}

const total = (parts: Map<string, number>) => [...parts.values()].reduce((sum, part) => sum + part, 0);

function costRows(
  sums: LabelledSum[],
  interval: (id: string, part: number, whole: number) => ShareInterval
): SplitRow[] {
  const parts = sumBy(sums, 'cost_category');
  const whole = total(parts);
  return [...parts]
    .map(([id, part]) => {
      const category = COST_CATEGORIES.find((row) => row.id === id);
      return {
        id,
        title: category?.title ?? (id === '' ? NOTHING_PROVEN.title : id),
        meaning: category?.description ?? NOTHING_PROVEN.meaning,
        settings: (category?.settings ?? []).map(settingText),
        ...interval(id, part, whole),
      };
    })
    .sort((a, b) => b.share - a.share);
}

function waitRows(sums: LabelledSum[]): SplitRow[] {
  const parts = sumBy(sums, 'wait_class');
  const whole = total(parts);
  return [...parts]
    .map(([id, part]) => ({
      id,
      title: WAIT_CLASSES.find((row) => row.id === id)?.title ?? id,
      meaning: IDLE.has(id) ? 'Nothing to do: no cost.' : 'Decided in the kernel for every wait.',
      settings: [],
      ...boundsWithUnknown(part, 0, whole),
    }))
    .sort((a, b) => b.share - a.share);
}

/**
 * `sums` are by cost category and wait class. On CPU a share is uncertain as a sample is (`samples` of them); off CPU
 * times are exact, but waits without a stack may belong to any category.
 */
export function profileSplitOf(typeId: ProfileTypeId, sums: LabelledSum[], samples: number): ProfileSplit {
  if (typeId === 'on-cpu') {
    const interval = (_id: string, part: number, whole: number) =>
      wilsonInterval(whole === 0 ? 0 : Math.round((part / whole) * samples), samples);
    return { costs: costRows(sums, interval), waits: [] };
  }
  const busy = sums.filter(({ labels }) => !IDLE.has(labels['wait_class'] ?? ''));
  const unknown = sumBy(busy, 'cost_category').get('unsampled') ?? 0;
  const bounds = (id: string, part: number, whole: number) =>
    boundsWithUnknown(part, id === 'unsampled' ? 0 : unknown, whole);
  return { costs: costRows(busy, bounds), waits: waitRows(sums) };
}
