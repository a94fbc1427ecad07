import type { SlotProfile, SlotResult, SlotShare } from '@meshprof/contracts';
import { slotShares } from '../../../experiments/src/statistics/slot-shares.ts';

export interface ShareQuestion {
  readonly parts: (profile: SlotProfile) => Readonly<Record<string, number>>;
  readonly whole: (profile: SlotProfile) => number;
  readonly isPart: (category: string) => boolean;
}

const GROUP = 'group';

/**
 * The share of several categories together, which the report has one by one: intervals cannot be added up. Undefined
 * without profiles.
 */
export function groupShare(slots: readonly SlotResult[], question: ShareQuestion): SlotShare | undefined {
  const counts = slots.flatMap(({ profile }) => (profile === undefined ? [] : [countsIn(profile, question)]));
  if (counts.every(({ total }) => total === 0)) return undefined;
  return slotShares(counts, [GROUP])[GROUP];
}

function countsIn(profile: SlotProfile, { parts, whole, isPart }: ShareQuestion) {
  const part = Object.entries(parts(profile)).reduce((sum, [id, count]) => sum + (isPart(id) ? count : 0), 0);
  return { total: whole(profile), byCategory: { [GROUP]: part } };
}
