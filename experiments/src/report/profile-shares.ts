import type { SlotProfile, SlotResult, SlotShare } from '@meshprof/contracts';
import { type SlotCounts, slotShares } from '../statistics/slot-shares.ts';

/** One kind of count by category that profiles carry. */
interface ProfileCounts {
  readonly total: (profile: SlotProfile) => number;
  readonly byCategory: (profile: SlotProfile) => Readonly<Record<string, number>>;
}

export const ON_CPU: ProfileCounts = {
  total: ({ onCpuSamples }) => onCpuSamples,
  byCategory: ({ onCpuSamplesByCategory }) => onCpuSamplesByCategory,
};

export const SWITCHES: ProfileCounts = {
  total: ({ switches }) => switches,
  byCategory: ({ switchesByCategory }) => switchesByCategory,
};

/**
 * @param slots of one variant
 * @param all of all variants: a category that any of them shows has a share in each, if of 0
 */
export function profileShares(
  slots: readonly SlotResult[],
  all: readonly SlotResult[],
  { total, byCategory }: ProfileCounts
): Record<string, SlotShare> {
  const counts = profilesOf(slots).map((profile): SlotCounts => ({
    total: total(profile),
    byCategory: byCategory(profile),
  }));
  if (counts.length === 0) return {};
  const categories = new Set(profilesOf(all).flatMap((profile) => Object.keys(byCategory(profile))));
  return slotShares(counts, [...categories].sort());
}

export function profilesOf(slots: readonly SlotResult[]): SlotProfile[] {
  return slots.flatMap(({ profile }) => profile ?? []);
}
