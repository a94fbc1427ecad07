import type { Assignments, StandingAssignment, Watch, WatchCondition, WatchQuestion } from '@meshprof/contracts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { CompleteNodeCondition, CompleteRule, CompleteStanding, CompleteTrigger } from './complete-rule.ts';
import type { PolicyTargetRow } from './policy-rows.ts';
import { ruleOf } from './policy-view.ts';

/** What the policies ask of one agent, as it stands. The agent's version is read before, so a newer list is harmless. */
export class PolicyBoard {
  readonly #storage: Storage;
  readonly #now: () => number;

  constructor(storage: Storage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  async read(agentId: AgentId): Promise<Pick<Assignments, 'standing' | 'watches' | 'questions'>> {
    const policies = await this.#storage
      .selectFrom('policies')
      .select(['id', 'kind', 'rule_json'])
      .where('enabled', '=', 1)
      .execute();
    const rules = new Map(policies.map((row) => [row.id, ruleOf(row)]));
    return {
      standing: await this.#standing(agentId, rules),
      watches: watchesOf(rules),
      questions: await this.#questions(agentId),
    };
  }

  async #standing(agentId: AgentId, rules: ReadonlyMap<string, CompleteRule>): Promise<StandingAssignment[]> {
    if (![...rules.values()].some(({ kind }) => kind !== 'trigger')) return [];
    const targets = await this.#storage
      .selectFrom('policy_targets')
      .selectAll()
      .where('agent_id', '=', agentId)
      .where('assigned', '=', 1)
      .orderBy('pid')
      .execute();
    return targets.flatMap((target) => {
      const rule = rules.get(target.policy_id);
      return rule === undefined || rule.kind === 'trigger' ? [] : [toStanding(target, rule)];
    });
  }

  async #questions(agentId: AgentId): Promise<WatchQuestion[]> {
    const open = await this.#storage
      .selectFrom('watch_questions')
      .selectAll()
      .where('expires_at_ms', '>', this.#now())
      .where('id', 'not in', (eb) =>
        eb.selectFrom('watch_answers').select('question_id').where('agent_id', '=', agentId)
      )
      .execute();
    return open.map((row) => JSON.parse(row.question_json) as WatchQuestion);
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
