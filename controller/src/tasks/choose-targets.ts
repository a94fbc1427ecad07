import type { ReasonCode, Selector } from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import { type InventoryRow, type InventoryStore, labelsOf } from '../targets/inventory-store.ts';
import { type Picked, pickTargets } from './pick-targets.ts';

/** Refused processes that are shown one by one; the others are counted. */
export const MAX_REFUSED_SHOWN = 100;

/** The processes that a selector matches, sorted by what becomes of them. */
export interface Choice extends Omit<Picked, 'taken'> {
  readonly chosen: readonly InventoryRow[];
  /** Cannot be profiled; their verdicts say why. */
  readonly refused: readonly InventoryRow[];
  /** Their agents do not answer. */
  readonly unreachable: readonly InventoryRow[];
}

/** Where processes are looked for. */
export type Inventory = Pick<InventoryStore, 'candidates' | 'isReachable' | 'sessionLimits'>;

export type Matched = { ok: true; choice: Choice } | { ok: false; pointer: string; message: string };

/** What a selector matches now. */
export async function chooseTargets(
  inventory: Inventory,
  { selector, maxTargets }: { selector: Selector; maxTargets: number }
): Promise<Matched> {
  const compiled = compileSelector(selector);
  if (!compiled.ok) return { ok: false, pointer: `/selector/${compiled.label}/value`, message: compiled.message };
  const matching = (await inventory.candidates(selector)).filter((row) => compiled.matches(labelsOf(row)));
  const [reachable, unreachable] = partition(matching, (row) => inventory.isReachable(row));
  const [profilable, refused] = partition(reachable, (row) => row.verdict === 'profilable');
  const limits = await inventory.sessionLimits(profilable);
  const { taken: chosen, ...others } = pickTargets(profilable, { count: maxTargets, limits });
  return { ok: true, choice: { chosen, refused, unreachable, ...others } };
}

/** How many match but are neither profiled nor shown, by reason. */
export function countLeftOut({ refused, unreachable, tooMany, beyondSessions }: Choice): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (code: string, more: number) => {
    if (more > 0) counts[code] = (counts[code] ?? 0) + more;
  };
  for (const row of refused.slice(MAX_REFUSED_SHOWN)) count(row.reason_code, 1);
  count('agent-lost' satisfies ReasonCode, unreachable.length);
  count('max-targets' satisfies ReasonCode, tooMany.length);
  count('agent-busy' satisfies ReasonCode, beyondSessions.length);
  return counts;
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}
