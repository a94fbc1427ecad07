import { randomUUIDv7 } from 'node:crypto';
import type { FiringOutcome, Selector } from '@meshprof/contracts';
import { FINAL_TASK_STATES } from '@meshprof/contracts';
import type { EventLog } from '../events/event-log.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Trx } from '../tasks/task-store.ts';
import type { CompleteTrigger } from './complete-rule.ts';
import { decideFiring, type FiringFacts, type Reading } from './firing-decision.ts';
import type { PolicyFiringRow, PolicyId, PolicyRow } from './policy-rows.ts';
import { ruleOf } from './policy-view.ts';
import type { TaskStarter } from './task-starter.ts';

export interface CrossingFacts {
  readonly policyId: PolicyId;
  /** What cools down by itself: a target, an agent or a series. */
  readonly subject: string;
  /** For people. */
  readonly what: string;
  readonly reading: Reading;
  readonly beganAtMs: number;
  /** Of the task, or why none can be made. */
  readonly selector: Selector | { readonly refusal: string };
}

export interface FiringParts {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly starter: TaskStarter;
  readonly now: () => number;
}

/** Decides on crossings: each becomes a firing with its outcome, and a task if none stands in its way. */
export class Firings {
  readonly #parts: FiringParts;

  constructor(parts: FiringParts) {
    this.#parts = parts;
  }

  /** The firing, or undefined if the policy is gone, disabled or no trigger (any more). */
  async take(crossing: CrossingFacts): Promise<PolicyFiringRow | undefined> {
    const decided = await inTransaction(this.#parts.storage, (trx) => this.#decide(trx, crossing));
    if (decided === undefined) return undefined;
    if (decided.firing.outcome === 'starting') return this.#parts.starter.start(decided.policy, decided.firing);
    if (decided.isNew) this.#parts.starter.announce(decided.policy, decided.firing);
    return decided.firing;
  }

  async #decide(trx: Trx, crossing: CrossingFacts) {
    const policy = await lockPolicy(trx, crossing.policyId);
    if (policy?.kind !== 'trigger') return undefined;
    const rule = ruleOf(policy) as CompleteTrigger;
    const nowMs = this.#parts.now();
    const facts = await readFacts(trx, crossing, nowMs);
    const outcome = 'refusal' in crossing.selector ? 'refused' : decideFiring(facts, rule);
    if (outcome !== 'starting') {
      const same = await findSame(trx, crossing, { outcome, sinceMs: facts.lastStartMs ?? 0, nowMs });
      if (same !== undefined) return { policy, firing: await repeat(trx, same, { crossing, nowMs }), isNew: false };
    }
    const firing = newFiring(crossing, outcome, nowMs);
    await trx.insertInto('policy_firings').values(firing).execute();
    return { policy, firing, isNew: true };
  }
}

/** Two agents that report at once are decided on one after the other, also by two replicas. */
function lockPolicy(trx: Trx, id: PolicyId): Promise<PolicyRow | undefined> {
  return trx
    .selectFrom('policies')
    .selectAll()
    .where('id', '=', id)
    .where('enabled', '=', 1)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

async function readFacts(trx: Trx, { policyId, subject }: CrossingFacts, nowMs: number): Promise<FiringFacts> {
  const begun = trx
    .selectFrom('policy_firings')
    .leftJoin('tasks', 'tasks.id', 'policy_firings.task_id')
    .where('policy_id', '=', policyId)
    .where('outcome', 'in', ['starting', 'started']);
  const unfinished = await begun
    .where((eb) =>
      eb.or([
        eb('outcome', '=', 'starting'),
        eb.and([eb('tasks.state', 'is not', null), eb('tasks.state', 'not in', [...FINAL_TASK_STATES])]),
      ])
    )
    .select(['subject'])
    .execute();
  const last = await begun
    .where('subject', '=', subject)
    .orderBy('at_ms', 'desc')
    .select('at_ms')
    .limit(1)
    .executeTakeFirst();
  return {
    nowMs,
    lastStartMs: last?.at_ms,
    lastRuns: unfinished.some((firing) => firing.subject === subject),
    tasksNow: unfinished.length,
  };
}

/** How long the same refusal is one firing with repeats. */
const SAME_FOR_MS = 3_600_000;

function findSame(
  trx: Trx,
  { policyId, subject }: CrossingFacts,
  { outcome, sinceMs, nowMs }: { outcome: FiringOutcome; sinceMs: number; nowMs: number }
): Promise<PolicyFiringRow | undefined> {
  return trx
    .selectFrom('policy_firings')
    .selectAll()
    .where('policy_id', '=', policyId)
    .where('subject', '=', subject)
    .where('outcome', '=', outcome)
    .where('at_ms', '>=', Math.max(sinceMs, nowMs - SAME_FOR_MS))
    .orderBy('at_ms', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function repeat(
  trx: Trx,
  same: PolicyFiringRow,
  { crossing, nowMs }: { crossing: CrossingFacts; nowMs: number }
): Promise<PolicyFiringRow> {
  const changes = {
    last_at_ms: nowMs,
    repeats: same.repeats + 1,
    reading_json: JSON.stringify(crossing.reading),
  };
  await trx.updateTable('policy_firings').set(changes).where('id', '=', same.id).execute();
  return { ...same, ...changes };
}

function newFiring(crossing: CrossingFacts, outcome: FiringOutcome, nowMs: number): PolicyFiringRow {
  const refused = 'refusal' in crossing.selector;
  return {
    id: randomUUIDv7(),
    policy_id: crossing.policyId,
    subject: crossing.subject,
    what: crossing.what,
    at_ms: nowMs,
    last_at_ms: nowMs,
    repeats: 0,
    outcome,
    reading_json: JSON.stringify(crossing.reading),
    began_at_ms: crossing.beganAtMs,
    selector_json: JSON.stringify(refused ? {} : crossing.selector),
    task_id: null,
    detail: refused ? (crossing.selector as { refusal: string }).refusal : null,
  };
}
