import type { Crossing, CrossingResponse, StandingSessionReport } from '@meshprof/contracts';
import type { EventLog } from '../events/event-log.ts';
import type { AgentId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { CompleteTrigger } from './complete-rule.ts';
import { crossingFacts } from './crossing-facts.ts';
import type { Firings } from './firings.ts';
import { emitPolicyTarget } from './policy-events.ts';
import type { PolicyTargetRow } from './policy-rows.ts';
import { ruleOf } from './policy-view.ts';

export interface AgentReportParts {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly firings: Firings;
  readonly now: () => number;
}

/** Takes what agents say about policies, of what is theirs only. */
export class AgentReports {
  readonly #parts: AgentReportParts;

  constructor(parts: AgentReportParts) {
    this.#parts = parts;
  }

  async standing(agentId: AgentId, sessions: readonly StandingSessionReport[]): Promise<void> {
    const { storage, events, now } = this.#parts;
    const changed = await inTransaction(storage, async (trx) => {
      const stored = await trx
        .selectFrom('policy_targets')
        .selectAll()
        .where('agent_id', '=', agentId)
        .where('assigned', '=', 1)
        .execute();
      const changes: { before: PolicyTargetRow; after: PolicyTargetRow }[] = [];
      for (const report of sessions) {
        const before = stored.find((row) => row.policy_id === report.policyId && row.target_id === report.targetId);
        if (before === undefined) continue;
        const after = afterReport(before, report, now());
        await trx
          .updateTable('policy_targets')
          .set(after)
          .where('policy_id', '=', before.policy_id)
          .where('target_id', '=', before.target_id)
          .execute();
        changes.push({ before, after });
      }
      return changes;
    });
    for (const { before, after } of changed) {
      if (before.state !== after.state) emitPolicyTarget(events, after, before.state);
    }
  }

  async crossing(agentId: AgentId, crossing: Crossing): Promise<CrossingResponse> {
    const { storage, firings, now } = this.#parts;
    const policy = await storage
      .selectFrom('policies')
      .selectAll()
      .where('id', '=', crossing.policyId)
      .executeTakeFirst();
    const agent = await storage
      .selectFrom('agents')
      .select(['id', 'node'])
      .where('id', '=', agentId)
      .executeTakeFirst();
    if (policy?.kind !== 'trigger' || agent === undefined) return {};
    const target = await storage
      .selectFrom('inventory_targets')
      .select('process')
      .where('id', '=', crossing.targetId ?? '')
      .executeTakeFirst();
    const facts = crossingFacts(crossing, {
      rule: ruleOf(policy) as CompleteTrigger,
      agent,
      ...(target !== undefined && { processName: target.process }),
      nowMs: now(),
    });
    const firing = facts === undefined ? undefined : await firings.take(facts);
    const taskId = firing?.task_id ?? undefined;
    return taskId === undefined ? {} : { taskId };
  }
}

function afterReport(before: PolicyTargetRow, report: StandingSessionReport, nowMs: number): PolicyTargetRow {
  const frequencyHz = report.frequencyHz ?? null;
  const isChange = before.state !== report.state || before.frequency_hz !== frequencyHz;
  return {
    ...before,
    state: report.state,
    frequency_hz: frequencyHz,
    reason_code: report.reasonCode ?? null,
    detail: report.detail ?? null,
    changed_at_ms: isChange ? nowMs : before.changed_at_ms,
  };
}
