import type { ProfileTypeId } from '@meshprof/contracts';
import { type LoadedProfile, loadedProfile } from '@shared/domain/profile-view/profile-content';
import type { Filters } from '@shared/domain/profile-view/profile-filters';
import { type DimensionId, partOf } from '@shared/domain/profile-view/split-dimensions';
import type { LabelledSum } from '../profile-series-query';
import { ProfileFileError } from './profile-file-error';
import { StackTree } from './stack-tree';

/** A profile that was read from a file. */
export interface SavedProfile {
  fileName: string;
  subject: string;
  /** 0 where the file does not say. */
  fromUnixMs: number;
  toUnixMs: number;
  /** One for each kind of value in the file, at least one. */
  profiles: SavedType[];
}

export interface SavedType {
  /** Unique in its file. */
  id: string;
  title: string;
  grafanaUnit: string;
  /** Of Meshprof's own types; other programs have others. */
  typeId?: ProfileTypeId;
  /** As in `cpu`/`nanoseconds`. */
  sampleType: { type: string; unit: string };
  /** Undefined where the filters leave nothing. */
  profileOf: (filters: Filters) => LoadedProfile | undefined;
  /** Nothing where the file has no labels. */
  sumsOf: (filters: Filters, exceptId?: DimensionId) => LabelledSum[];
}

export interface SavedSample {
  /** Numbers of names, root first. */
  stack: readonly number[];
  /** One object for equal labels. */
  labels: Readonly<Record<string, string>>;
  /** One for each type of the file. */
  values: readonly number[];
}

export interface SampledType extends Omit<SavedType, 'profileOf' | 'sumsOf'> {
  /** Place in `values`. */
  column: number;
  /** What a value of one stands for in the unit, such as a sampling period in nanoseconds. */
  scale: number;
}

function matches(labels: SavedSample['labels'], filters: Filters, exceptId?: DimensionId): boolean {
  return Object.entries(filters).every(([id, part]) => id === exceptId || partOf(id as DimensionId, labels) === part);
}

/** The whole and what was chosen last: a frame that is drawn must stay the same. */
const KEPT_PROFILES = 4;

function keepLatest<T>(kept: Map<string, T>, key: string, value: T): void {
  const [oldest] = [...kept.keys()].slice(1);
  if (kept.size >= KEPT_PROFILES && oldest !== undefined) {
    kept.delete(oldest);
  }
  kept.set(key, value);
}

function sumsByLabels(samples: readonly SavedSample[], amountOf: (sample: SavedSample) => number): LabelledSum[] {
  const sums = new Map<SavedSample['labels'], number>();
  for (const sample of samples) {
    sums.set(sample.labels, (sums.get(sample.labels) ?? 0) + Math.max(0, amountOf(sample)));
  }
  return [...sums]
    .filter(([labels, sum]) => sum > 0 && Object.keys(labels).length > 0)
    .map(([labels, sum]) => ({ labels, sum }));
}

/** A type whose frames and sums are made from samples on demand. */
export function savedTypeOf(
  { column, scale, ...type }: SampledType,
  names: string[],
  samples: readonly SavedSample[]
): SavedType {
  const profiles = new Map<string, LoadedProfile | undefined>();
  const amountOf = ({ values }: SavedSample) => (values[column] ?? 0) * scale;
  let sums: LabelledSum[] | undefined;
  return {
    ...type,
    profileOf: (filters) => {
      const key = JSON.stringify(filters);
      if (!profiles.has(key)) {
        const chosen = samples.filter((sample) => amountOf(sample) > 0 && matches(sample.labels, filters));
        const tree = new StackTree(names);
        chosen.forEach((sample) => tree.add(sample.stack, amountOf(sample)));
        keepLatest(profiles, key, loadedProfile(tree.toFrame(type.grafanaUnit)));
      }
      return profiles.get(key);
    },
    sumsOf: (filters, exceptId) => {
      sums ??= sumsByLabels(samples, amountOf);
      return sums.filter(({ labels }) => matches(labels, filters, exceptId));
    },
  };
}

/** Throws unless something can be drawn: the limits of a file hold for each of its types. */
export function checkedProfile(profile: SavedProfile): SavedProfile {
  const profiles = profile.profiles.filter(({ profileOf }) => profileOf({}) !== undefined);
  if (profiles.length === 0) {
    throw new ProfileFileError('no-samples');
  }
  return { ...profile, profiles };
}
