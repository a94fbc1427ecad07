import { MAX_LOSS_IDS } from '@meshprof/contracts';

/** What a target lacks, by id of the contracts' table of losses. */
export type LossCounts = Readonly<Record<string, number>>;

export const NO_LOSSES_JSON = '{}';

/** Of a column that only this file writes. */
export function readLosses(json: string): LossCounts {
  return JSON.parse(json) as LossCounts;
}

/**
 * The column after a report, which may be late or repeated: each counter only grows, none disappears. Ids that would be
 * one too many are left out, so that an agent with new ones in each report cannot fill the database.
 */
export function mergeLosses(json: string, reported: LossCounts = {}): string {
  const losses = new Map(Object.entries(readLosses(json)));
  for (const [id, count] of Object.entries(reported)) {
    if (!losses.has(id) && losses.size >= MAX_LOSS_IDS) continue;
    losses.set(id, Math.max(losses.get(id) ?? 0, count));
  }
  return JSON.stringify(Object.fromEntries([...losses].sort(([a], [b]) => (a < b ? -1 : 1))));
}
