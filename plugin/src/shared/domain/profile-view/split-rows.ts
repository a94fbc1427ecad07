import {
  boundsWithUnknown,
  COST_CATEGORIES,
  type CostCategory,
  MESH_SETTINGS,
  type ProfileTypeId,
  sampledCountShare,
  type ShareInterval,
  type TargetSummary,
  WAIT_CLASSES,
  wilsonInterval,
} from '@meshprof/contracts';
import { categoryDescription, categoryTitle } from '@shared/domain/contract-texts/category-texts';
import { settingTitle } from '@shared/domain/contract-texts/setting-texts';
import { waitClassTitle } from '@shared/domain/contract-texts/wait-texts';
import { t } from '@shared/domain/t';
import type { LabelledSum } from '@shared/infrastructure/profile-series-query';
import { type DimensionId, partOf } from './split-dimensions';

/** One part of a profile: a cost category, a wait class, a thread, a process … */
export interface SplitRow extends ShareInterval {
  id: string;
  title: string;
  /** Empty where the title says it all. */
  meaning: string;
  /** Settings that drive it, the most effective first; of cost categories only. */
  settings: string[];
}

export interface Split {
  /** The largest first. Without waits of idle event loops, which are no cost; wait classes have them. */
  rows: SplitRow[];
  /** Rows whose interval is a point are exact; else nobody knows. */
  knowsIntervals: boolean;
}

/** What is known beside the sums. */
export interface SplitKnowledge {
  /** On-CPU samples that the sums are made of; absent if nobody counted them. */
  samples?: number;
  /** Of the session, idle loops included. */
  switches: number;
  /** What its agent told; null where it did not, or for a part of what it told of. */
  summary: TargetSummary | null;
}

type IntervalOf = (id: string, part: number, whole: number) => ShareInterval;
/** Without what follows from the sum. */
type RowText = Pick<SplitRow, 'title' | 'meaning' | 'settings'>;

const IDLE = new Set<string>(WAIT_CLASSES.filter((row) => 'idle' in row).map(({ id }) => id));

const busyOnly = (sums: LabelledSum[]) => sums.filter(({ labels }) => !IDLE.has(labels['wait_class'] ?? ''));

function sumBy(sums: LabelledSum[], dimension: DimensionId): Map<string, number> {
  const parts = new Map<string, number>();
  for (const { labels, sum } of sums) {
    const part = partOf(dimension, labels);
    parts.set(part, (parts.get(part) ?? 0) + sum);
  }
  return parts;
}

export const totalOf = (sums: LabelledSum[]): number => sums.reduce((total, { sum }) => total + sum, 0);

function rowsOf(parts: Map<string, number>, intervalOf: IntervalOf, textOf: (id: string) => RowText): SplitRow[] {
  const whole = [...parts.values()].reduce((sum, part) => sum + part, 0);
  return [...parts]
    .map(([id, part]) => ({ id, ...textOf(id), ...intervalOf(id, part, whole) }))
    .sort((a, b) => b.share - a.share);
}

const exactly: IntervalOf = (_id, part, whole) => boundsWithUnknown(part, 0, whole);

/** A share of samples is as uncertain as a sample is. */
const ofSamples =
  (samples: number): IntervalOf =>
  (_id, part, whole) =>
    wilsonInterval(whole === 0 ? 0 : Math.round((part / whole) * samples), samples);

const settingText = (id: string) => {
  const setting = MESH_SETTINGS.find((row) => row.id === id);
  const place = setting && ('istio' in setting ? `${setting.istio}; Envoy: ${setting.envoy}` : setting.envoy);
  return setting ? `${settingTitle(id)}: ${place}` : id;
};

function categoryText(id: string): RowText {
  const category: CostCategory | undefined = COST_CATEGORIES.find((row) => row.id === id);
  if (category) {
    return {
      title: categoryTitle(id),
      meaning: categoryDescription(id),
      settings: [...category.settings].map(settingText),
    };
  }
  const meaning = t('profile-view.split.no-category-meaning', 'By an agent that did not know categories yet.');
  const title = id === '' ? t('profile-view.split.no-category', 'Recorded without a category') : id;
  return { title, meaning, settings: [] };
}

function waitText(id: string): RowText {
  if (id === '') {
    return {
      title: t('profile-view.split.on-cpu', 'On the CPU'),
      meaning: t('profile-view.split.on-cpu-meaning', 'It ran instead of waiting for events.'),
      settings: [],
    };
  }
  return {
    title: waitClassTitle(id),
    meaning: IDLE.has(id)
      ? t('profile-view.split.idle-meaning', 'Nothing to do: no cost.')
      : t('profile-view.split.wait-meaning', 'Decided in the kernel for every wait.'),
    settings: [],
  };
}

/** Process names by part: the pid alone tells little. */
function processNames(sums: LabelledSum[]): Map<string, string> {
  return new Map(sums.map(({ labels }) => [partOf('process', labels), labels['process'] ?? '']));
}

/** A part by itself, as a chip shows it. */
export function partTitle(dimension: DimensionId, part: string): string {
  switch (dimension) {
    case 'category':
      return categoryText(part).title;
    case 'wait':
      return waitText(part).title;
    default:
      return part === '' ? t('profile-view.split.no-label', 'Not known') : part;
  }
}

function placeText(dimension: DimensionId, sums: LabelledSum[]): (id: string) => RowText {
  const names = processNames(sums);
  return (id) => {
    const name = dimension === 'process' ? names.get(id) : undefined;
    const [pid = '', node] = id.split('@');
    const place = node
      ? t('profile-view.split.process-on', '{{name}} (pid {{pid}} on {{node}})', { name, pid, node })
      : t('profile-view.split.process', '{{name}} (pid {{pid}})', { name, pid });
    return { title: name ? place : partTitle(dimension, id), meaning: '', settings: [] };
  };
}

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

/** Off CPU sums are exact, but waits beyond the budget of stacks are shared out by a sample or have no category. */
function waitingCosts(typeId: ProfileTypeId, sums: LabelledSum[], known: SplitKnowledge): Split {
  const busy = busyOnly(sums);
  const parts = sumBy(busy, 'category');
  const unknown = parts.get('unsampled') ?? 0;
  const sampled = sampledInterval(typeId, known, { busyShare: totalOf(busy) / totalOf(sums), unknown });
  const bounds: IntervalOf = (id, part, whole) => boundsWithUnknown(part, id === 'unsampled' ? 0 : unknown, whole);
  return { rows: rowsOf(parts, sampled ?? bounds, categoryText), knowsIntervals: sampled !== undefined };
}

/** `sums` are by the labels of the dimension and by wait class. */
export function splitOf(
  dimension: DimensionId,
  typeId: ProfileTypeId,
  sums: LabelledSum[],
  known: SplitKnowledge
): Split {
  if (dimension === 'wait') {
    // Exact, because the kernel decides the class of every wait.
    return { rows: rowsOf(sumBy(sums, 'wait'), exactly, waitText), knowsIntervals: true };
  }
  const textOf = dimension === 'category' ? categoryText : placeText(dimension, sums);
  if (typeId === 'on-cpu') {
    const { samples } = known;
    const intervalOf = samples === undefined ? exactly : ofSamples(samples);
    return { rows: rowsOf(sumBy(sums, dimension), intervalOf, textOf), knowsIntervals: samples !== undefined };
  }
  return dimension === 'category'
    ? waitingCosts(typeId, sums, known)
    : { rows: rowsOf(sumBy(busyOnly(sums), dimension), exactly, textOf), knowsIntervals: true };
}
