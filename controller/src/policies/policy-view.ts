import type { Firing, Policy, PolicyTarget, StandingState } from '@meshprof/contracts';
import type { Storage } from '../storage/open-storage.ts';
import { toProcess } from '../targets/process-columns.ts';
import { explain } from '../tasks/task-view.ts';
import type { CompleteRule } from './complete-rule.ts';
import type { Reading } from './firing-decision.ts';
import type { PolicyFiringRow, PolicyRow, PolicyTargetRow } from './policy-rows.ts';

/** What is counted beside a policy. */
export interface PolicyCounts {
  readonly targets: Partial<Record<StandingState, number>>;
  readonly lastFiredAtMs: number | null;
}

export function ruleOf(row: Pick<PolicyRow, 'rule_json'>): CompleteRule {
  return JSON.parse(row.rule_json) as CompleteRule;
}

/** A policy as the API shows it, without what changes by itself: also what the audit log keeps. */
export function toPlainPolicy(row: PolicyRow): Policy {
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    rule: ruleOf(row),
    author: row.author,
    createdAt: dateTime(row.created_at_ms),
    updatedAt: dateTime(row.updated_at_ms),
    updatedBy: row.updated_by,
  };
}

export function toPolicy(row: PolicyRow, counts: PolicyCounts): Policy {
  return {
    ...toPlainPolicy(row),
    ...(row.kind !== 'trigger' && { targets: counts.targets }),
    ...(row.evaluated_at_ms !== null && { evaluatedAt: dateTime(row.evaluated_at_ms) }),
    ...(counts.lastFiredAtMs !== null && { lastFiredAt: dateTime(counts.lastFiredAtMs) }),
    ...(row.problem !== null && {
      problem: { detail: row.problem, since: dateTime(row.problem_since_ms ?? row.updated_at_ms) },
    }),
  };
}

export async function withCounts(storage: Storage, rows: readonly PolicyRow[]): Promise<Policy[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const targets = await storage
    .selectFrom('policy_targets')
    .select(({ fn }) => ['policy_id', 'state', fn.countAll<number>().as('n')])
    .where('policy_id', 'in', ids)
    .groupBy(['policy_id', 'state'])
    .execute();
  const fired = await storage
    .selectFrom('policy_firings')
    .select(({ fn }) => ['policy_id', fn.max('at_ms').as('last')])
    .where('policy_id', 'in', ids)
    .where('outcome', 'in', ['starting', 'started'])
    .groupBy('policy_id')
    .execute();
  return rows.map((row) => {
    const own = targets.filter(({ policy_id }) => policy_id === row.id);
    const last = fired.find(({ policy_id }) => policy_id === row.id)?.last;
    return toPolicy(row, {
      targets: Object.fromEntries(own.map(({ state, n }) => [state, Number(n)])),
      lastFiredAtMs: last === undefined || last === null ? null : Number(last),
    });
  });
}

export function toPolicyTarget(row: PolicyTargetRow, isConnected: boolean): PolicyTarget {
  // The session goes on while its agent is cut off; what is shown of it is old.
  const silent = row.assigned === 1 && !isConnected;
  return {
    ...toProcess(row),
    state: row.state as PolicyTarget['state'],
    ...(row.frequency_hz !== null && { frequencyHz: row.frequency_hz }),
    changedAt: dateTime(row.changed_at_ms),
    ...explain(silent ? 'agent-lost' : row.reason_code, silent ? null : row.detail),
  };
}

export function toFiring(row: PolicyFiringRow): Firing {
  const reading = JSON.parse(row.reading_json) as Reading;
  return {
    id: row.id,
    policyId: row.policy_id,
    at: dateTime(row.at_ms),
    lastAt: dateTime(row.last_at_ms),
    repeats: row.repeats,
    what: row.what,
    metric: reading.metric,
    op: reading.op,
    threshold: reading.threshold,
    measured: reading.measured,
    unit: reading.unit,
    outcome: row.outcome as Firing['outcome'],
    ...(row.detail !== null && { detail: row.detail }),
    ...(row.task_id !== null && { taskId: row.task_id }),
  };
}

function dateTime(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
