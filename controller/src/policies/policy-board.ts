import type { Assignments, StandingAssignment, Watch, WatchCondition, WatchQuestion } from '@meshprof/contracts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { CompleteNodeCondition, CompleteRule, CompleteStanding, CompleteTrigger } from './complete-rule.ts';
import type { PolicyTargetRow } from './policy-rows.ts';
import { ruleOf } from './policy-view.ts';

type AskedByPolicies = Pick<Assignments, 'standing' | 'watches' | 'questions'>;

/** What the policies ask of agents, as it stands. The agents' versions are read before, so a newer list is harmless. */
export class PolicyBoard {
  readonly #storage: Storage;
  readonly #now: () => number;

  constructor(storage: Storage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  async read(agentIds: readonly AgentId[]): Promise<Map<AgentId, AskedByPolicies>> {
    const policies = await this.#storage
      .selectFrom('policies')
      .select(['id', 'kind', 'rule_json'])
      .where('enabled', '=', 1)
      .execute();
    const rules = new Map(policies.map((row) => [row.id, ruleOf(row)]));
    const standing = await this.#standing(agentIds, rules);
    const watches = watchesOf(rules);
    const questions = await this.#questions(agentIds);
    return new Map(
      agentIds.map((id) => [id, { standing: standing.get(id) ?? [], watches, questions: questions.get(id) ?? [] }])
    );
  }

  async #standing(
    agentIds: readonly AgentId[],
    rules: ReadonlyMap<string, CompleteRule>
  ): Promise<Map<AgentId, StandingAssignment[]>> {
    const byAgent = new Map<AgentId, StandingAssignment[]>();
    if (![...rules.values()].some(({ kind }) => kind !== 'trigger')) return byAgent;
    const targets = await this.#storage
      .selectFrom('policy_targets')
      .selectAll()
      .where('agent_id', 'in', agentIds)
      .where('assigned', '=', 1)
      .orderBy('pid')
      .execute();
    for (const target of targets) {
      const rule = rules.get(target.policy_id);
      if (rule === undefined || rule.kind === 'trigger') continue;
      const list = byAgent.get(target.agent_id) ?? [];
      byAgent.set(target.agent_id, [...list, toStanding(target, rule)]);
    }
    return byAgent;
  }

  /** Those that are open and that the agent has not answered. */
  async #questions(agentIds: readonly AgentId[]): Promise<Map<AgentId, WatchQuestion[]>> {
    const open = await this.#storage
      .selectFrom('watch_questions')
      .selectAll()
      .where('expires_at_ms', '>', this.#now())
      .execute();
    if (open.length === 0) return new Map();
    const answers = await this.#storage
      .selectFrom('watch_answers')
      .select(['question_id', 'agent_id'])
      .where('agent_id', 'in', agentIds)
      .execute();
    const answered = new Set(answers.map(({ question_id, agent_id }) => `${question_id} ${agent_id}`));
    return new Map(
      agentIds.map((id) => [
        id,
        open
          .filter((row) => !answered.has(`${row.id} ${id}`))
          .map((row) => JSON.parse(row.question_json) as WatchQuestion),
      ])
    );
  }
}

function toStanding(target: PolicyTargetRow, rule: CompleteStanding): StandingAssignment {
  return {
    policyId: target.policy_id,
    mode: rule.kind,
    targetId: target.target_id,
    pid: target.pid,
    startTimeTicks: target.start_time_ticks,
    events: rule.events,
    frequencyHz: rule.frequencyHz,
    agentCpuPercent: rule.agentCpuPercent,
    ...(rule.kind === 'flight-recorder' && { keepMs: rule.keepMs, maxBytes: rule.maxBytesPerNode }),
  };
}

function watchesOf(rules: ReadonlyMap<string, CompleteRule>): Watch[] {
  return [...rules].flatMap(([policyId, rule]) => {
    if (rule.kind !== 'trigger') return [];
    const condition = watchConditionOf(rule);
    return condition === undefined ? [] : [{ policyId, ...condition }];
  });
}

/** Undefined for a condition that agents do not measure. */
export function watchConditionOf(rule: CompleteTrigger): WatchCondition | undefined {
  if (rule.condition.source !== 'node' || rule.selector === undefined) return undefined;
  const { metric, op, threshold }: CompleteNodeCondition = rule.condition;
  return { selector: rule.selector, metric, op, threshold, periodMs: rule.periodMs, count: rule.count };
}
