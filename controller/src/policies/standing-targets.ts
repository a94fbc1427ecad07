import type { Selector } from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import { bumpAssignments, isSameRow, type Trx } from '../tasks/task-store.ts';
import { type InventoryRow, labelsOf } from '../targets/inventory-store.ts';
import { processColumns } from '../targets/process-columns.ts';
import type { CompleteStanding } from './complete-rule.ts';
import type { PolicyRow, PolicyTargetRow } from './policy-rows.ts';
import { ruleOf } from './policy-view.ts';

export interface StandingPolicy {
  readonly id: string;
  readonly rule: CompleteStanding;
  readonly matches: (row: InventoryRow) => boolean;
}

/** Enabled policies that profile all the time, those that come first when two want the same process first. */
export async function standingPolicies(trx: Trx): Promise<StandingPolicy[]> {
  const rows = await trx
    .selectFrom('policies')
    .selectAll()
    .where('enabled', '=', 1)
    .where('kind', 'in', ['always-on', 'flight-recorder'])
    .orderBy('created_at_ms')
    .orderBy('id')
    .execute();
  const policies = rows.map(toStandingPolicy);
  return policies.sort((a, b) => b.rule.frequencyHz - a.rule.frequencyHz);
}

function toStandingPolicy(row: PolicyRow): StandingPolicy {
  const rule = ruleOf(row) as CompleteStanding;
  const matches = matcherOf(rule.selector);
  return { id: row.id, rule, matches: (candidate) => matches(candidate) };
}

function matcherOf(selector: Selector): (row: InventoryRow) => boolean {
  const compiled = compileSelector(selector);
  // It compiled when the policy was stored.
  if (!compiled.ok) return () => false;
  return (row) => compiled.matches(labelsOf(row));
}

/**
 * Works out which of an agent's processes the policies cover now, and tells the agent if that has changed. True if it
 * has.
 */
export async function reconcileAgent(trx: Trx, agentId: string, nowMs: number): Promise<boolean> {
  // First, so that two replicas that do this for one agent follow each other.
  await trx.selectFrom('agents').select('id').where('id', '=', agentId).forNoKeyUpdate().execute();
  const policies = await standingPolicies(trx);
  const stored = await trx.selectFrom('policy_targets').selectAll().where('agent_id', '=', agentId).execute();
  if (policies.length === 0 && stored.length === 0) return false;
  const inventory = await trx
    .selectFrom('inventory_targets')
    .innerJoin('agents', 'agents.id', 'inventory_targets.agent_id')
    .selectAll('inventory_targets')
    .select(['agents.node', 'agents.last_seen_at_ms'])
    .where('agent_id', '=', agentId)
    .where('verdict', '=', 'profilable')
    .orderBy('pid')
    .execute();
  const wanted = coveredBy(policies, inventory, { stored, nowMs });
  const changed = await saveTargets(trx, stored, wanted);
  if (changed) await bumpAssignments(trx, [agentId]);
  return changed;
}

/** Each process once a kind: two sessions that do the same would count its CPU time twice where somebody adds up. */
export function coveredBy(
  policies: readonly StandingPolicy[],
  inventory: readonly InventoryRow[],
  { stored, nowMs }: { stored: readonly PolicyTargetRow[]; nowMs: number }
): PolicyTargetRow[] {
  const known = new Map(stored.map((row) => [keyOf(row.policy_id, row.target_id), row]));
  const taken = new Set<string>();
  const isHeld = (policyId: string, row: InventoryRow) => known.get(keyOf(policyId, row.id))?.assigned === 1;
  return policies.flatMap(({ id, rule, matches }) => {
    const matching = inventory.filter(matches);
    // What is profiled already stays: a limit must not pass the session around.
    const ordered = [...matching.filter((row) => isHeld(id, row)), ...matching.filter((row) => !isHeld(id, row))];
    let left = rule.maxTargetsPerNode;
    return ordered.map((row) => {
      const place = keyOf(rule.kind, row.id);
      const leftOut = taken.has(place) ? 'covered-by-policy' : left <= 0 ? 'over-target-limit' : undefined;
      if (leftOut === undefined) {
        taken.add(place);
        left -= 1;
      }
      return toTarget(id, row, { leftOut, known: known.get(keyOf(id, row.id)), nowMs });
    });
  });
}

const keyOf = (a: string, b: string): string => `${a}\n${b}`;

interface TargetFacts {
  readonly leftOut: string | undefined;
  readonly known: PolicyTargetRow | undefined;
  readonly nowMs: number;
}

function toTarget(policyId: string, row: InventoryRow, { leftOut, known, nowMs }: TargetFacts): PolicyTargetRow {
  const process = processColumns(row);
  const assigned = leftOut === undefined ? 1 : 0;
  // What its agent said of it stays true for as long as nothing is decided anew.
  if (known?.assigned === assigned && (assigned === 1 || known.reason_code === leftOut))
    return { ...known, ...process };
  return {
    policy_id: policyId,
    ...process,
    assigned,
    state: leftOut === undefined ? 'waiting' : 'left-out',
    frequency_hz: null,
    reason_code: leftOut ?? null,
    detail: null,
    changed_at_ms: nowMs,
  };
}

/** True if the agent has to hear of it. */
async function saveTargets(
  trx: Trx,
  stored: readonly PolicyTargetRow[],
  wanted: readonly PolicyTargetRow[]
): Promise<boolean> {
  const before = new Map(stored.map((row) => [keyOf(row.policy_id, row.target_id), row]));
  let changed = false;
  for (const row of wanted) {
    const key = keyOf(row.policy_id, row.target_id);
    const known = before.get(key);
    before.delete(key);
    if (known !== undefined && isSameRow(known, row)) continue;
    if ((known?.assigned ?? 0) !== row.assigned) changed = true;
    if (known !== undefined) await deleteTarget(trx, known);
    await trx.insertInto('policy_targets').values(row).execute();
  }
  for (const gone of before.values()) {
    if (gone.assigned === 1) changed = true;
    await deleteTarget(trx, gone);
  }
  return changed;
}

async function deleteTarget(trx: Trx, { policy_id, target_id }: PolicyTargetRow): Promise<void> {
  await trx
    .deleteFrom('policy_targets')
    .where('policy_id', '=', policy_id)
    .where('target_id', '=', target_id)
    .execute();
}
