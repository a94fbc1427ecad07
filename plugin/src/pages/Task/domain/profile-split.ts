import {
  boundsWithUnknown,
  COST_CATEGORIES,
  MESH_SETTINGS,
  type ProfileTypeId,
  sampledCountShare,
  type ShareInterval,
  type TargetSummary,
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
  /** Empty where nothing waited. Exact, because the kernel decides the class of every wait. */
  waits: SplitRow[];
  /** Costs without an interval are exact; else nobody knows. */
  knowsIntervals: boolean;
}

/** What the agent knows beside the profile. */
export interface SplitKnowledge {
  samples: number;
  switches: number;
  summary: TargetSummary | null;
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

const ON_CPU = { title: 'On the CPU', meaning: 'It ran instead of waiting for events.' };

function waitRows(sums: LabelledSum[]): SplitRow[] {
  const parts = sumBy(sums, 'wait_class');
  const whole = total(parts);
  return [...parts]
    .map(([id, part]) => ({
      id,
      title: WAIT_CLASSES.find((row) => row.id === id)?.title ?? (id === '' ? ON_CPU.title : id),
      meaning:
        id === '' ? ON_CPU.meaning : IDLE.has(id) ? 'Nothing to do: no cost.' : 'Decided in the kernel for every wait.',
      settings: [],
      ...boundsWithUnknown(part, 0, whole),
    }))
    .sort((a, b) => b.share - a.share);
}

type IntervalOf = (id: string, part: number, whole: number) => ShareInterval;

/** Of waits that were sampled; undefined where the agent told nothing, and where it cannot. */
function sampledInterval(
  typeId: ProfileTypeId,
  { summary, switches }: SplitKnowledge,
  { busyShare, unknown }: { busyShare: number; unknown: number }
): IntervalOf | undefined {
  if (summary && typeId === 'off-cpu-time') {
    const shares = new Map(summary.waitShares.map((row) => [row.costCategory, row]));
    return (id, part, whole) => {
      const { low, high } = shares.get(id) ?? boundsWithUnknown(part, unknown, whole);
      return { share: part / whole, low, high };
    };
  }
  if (summary && typeId === 'off-cpu-switches') {
    const { sampledSwitches: sampled, effectiveSwitchSamples: effectiveSamples } = summary;
    // Sums of a data source have no fixed unit, the agent's count of switches has.
    return (id, part, whole) => {
      const unit = (switches * busyShare) / whole;
      const counted = { part: part * unit, whole: whole * unit, unknown: id === 'unsampled' ? 0 : unknown * unit };
      // Whose they are is unknown, how many of them there are is not.
      return sampledCountShare({ ...counted, sampled: id === 'unsampled' ? 0 : sampled, effectiveSamples });
    };
  }
  return undefined;
}

/**
 * `sums` are by cost category and wait class. On CPU a share is uncertain as a sample is; off CPU sums are exact, but
 * beyond the budget of stacks they are shared out by a sample, and waits without a stack may belong to any category.
 */
export function profileSplitOf(typeId: ProfileTypeId, sums: LabelledSum[], known: SplitKnowledge): ProfileSplit {
  if (typeId === 'on-cpu') {
    const interval: IntervalOf = (_id, part, whole) =>
      wilsonInterval(whole === 0 ? 0 : Math.round((part / whole) * known.samples), known.samples);
    return { costs: costRows(sums, interval), waits: [], knowsIntervals: true };
  }
  const busy = sums.filter(({ labels }) => !IDLE.has(labels['wait_class'] ?? ''));
  const unknown = sumBy(busy, 'cost_category').get('unsampled') ?? 0;
  const busyShare = total(sumBy(busy, 'cost_category')) / total(sumBy(sums, 'cost_category'));
  const sampled = sampledInterval(typeId, known, { busyShare, unknown });
  const bounds: IntervalOf = (id, part, whole) => boundsWithUnknown(part, id === 'unsampled' ? 0 : unknown, whole);
  const hasClasses = sums.some(({ labels }) => (labels['wait_class'] ?? '') !== '');
  return {
    costs: costRows(busy, sampled ?? bounds),
    waits: hasClasses ? waitRows(sums) : [],
    knowsIntervals: sampled !== undefined,
  };
}
