import type { ReasonCode, Selector } from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import type { AgentId, TargetId } from '../storage/ids.ts';
import type { InventoryRow, InventoryStore } from '../targets/inventory-store.ts';
import { LeftOut, MAX_EXAMPLES } from './left-out.ts';
import { type Candidate, pickTargets } from './pick-targets.ts';

/** Refused processes that are shown one by one; the others are counted. */
const MAX_REFUSED_SHOWN = 100;

/** Of more processes that could be profiled only ids are kept, and those that are chosen read again: 20 MB. */
const MAX_ROWS_KEPT = 20_000;

/** The processes that a selector matches, sorted by what becomes of them. */
export interface Choice {
  /** By node and pid. */
  readonly chosen: readonly InventoryRow[];
  /** The first that cannot be profiled; their verdicts say why. */
  readonly refused: readonly InventoryRow[];
  /** All that are not chosen, by reason, those in `refused` too. */
  readonly leftOut: LeftOut;
}

/** Where processes are looked for. */
export type Inventory = Pick<InventoryStore, 'matching' | 'byIds' | 'isReachable' | 'sessionLimits'>;

export interface Wanted {
  readonly selector: Selector;
  readonly maxTargets: number;
  /** Not looked at. */
  readonly except?: ReadonlySet<TargetId>;
  /** Sessions of this task that its agents hold already. */
  readonly held?: ReadonlyMap<AgentId, number>;
  /** Asked between pages; what is chosen of some pages only is for nobody. */
  readonly isWanted?: () => boolean;
}

export type Matched = { ok: true; choice: Choice } | { ok: false; pointer: string; message: string };

/** What a selector matches now: of a whole fleet too, in bounded memory. */
export async function chooseTargets(inventory: Inventory, wanted: Wanted): Promise<Matched> {
  const { selector, maxTargets, except, held, isWanted } = wanted;
  const compiled = compileSelector(selector);
  if (!compiled.ok) return { ok: false, pointer: `/selector/${compiled.label}/value`, message: compiled.message };
  const leftOut = new LeftOut();
  const refused: InventoryRow[] = [];
  const candidates: (InventoryRow | Candidate)[] = [];
  const take = (row: InventoryRow): void => {
    if (!inventory.isReachable(row)) leftOut.add('agent-lost' satisfies ReasonCode, row);
    else if (row.verdict !== 'profilable') {
      leftOut.add(row.reason_code, row);
      if (refused.length < MAX_REFUSED_SHOWN) refused.push(row);
    } else candidates.push(candidates.length < MAX_ROWS_KEPT ? row : { id: row.id, agent_id: row.agent_id });
  };
  for await (const rows of inventory.matching(selector, compiled.matches)) {
    if (isWanted?.() === false) break;
    for (const row of rows) if (except?.has(row.id) !== true) take(row);
  }
  const limits = await inventory.sessionLimits(candidates);
  const picked = pickTargets(candidates, { count: maxTargets, limits, ...(held && { held }) });
  for (const [reasonCode, some] of [
    ['max-targets', picked.tooMany],
    ['agent-busy', picked.beyondSessions],
  ] satisfies [ReasonCode, unknown][]) {
    const examples = await readWhole(inventory, some.slice(0, MAX_EXAMPLES));
    leftOut.addMany(reasonCode, { count: some.length, examples });
  }
  const chosen = (await readWhole(inventory, picked.taken)).sort(byNodeAndPid);
  return { ok: true, choice: { chosen, refused, leftOut } };
}

/** Without those that have ended meanwhile. */
async function readWhole(
  inventory: Inventory,
  candidates: readonly (InventoryRow | Candidate)[]
): Promise<InventoryRow[]> {
  const kept = candidates.filter((candidate) => 'node' in candidate);
  const others = candidates.filter((candidate) => !('node' in candidate));
  return others.length === 0 ? kept : [...kept, ...(await inventory.byIds(others.map(({ id }) => id)))];
}

/** As tasks are read. */
export function byNodeAndPid(a: { node: string; pid: number }, b: { node: string; pid: number }): number {
  if (a.node !== b.node) return a.node < b.node ? -1 : 1;
  return a.pid - b.pid;
}

/** How many match but are neither profiled nor shown, by reason. */
export function countLeftOut({ refused, leftOut }: Choice): Record<string, number> {
  const counts = Object.fromEntries([...leftOut.groups].map(([code, { count }]) => [code, count]));
  for (const { reason_code: code } of refused) counts[code] = (counts[code] ?? 0) - 1;
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
