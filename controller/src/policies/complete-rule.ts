import {
  type AlwaysOnRule,
  AlwaysOnRuleSchema,
  type FlightRecorderRule,
  FlightRecorderRuleSchema,
  NODE_LOOK_EVERY_MS,
  type NodeCondition,
  NodeConditionSchema,
  type PolicyRule,
  type PrometheusCondition,
  PrometheusConditionSchema,
  type Selector,
  type TriggerRule,
  TriggerRuleSchema,
  type TriggerTask,
  TriggerTaskSchema,
} from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

export type CompleteNodeCondition = Required<NodeCondition>;
export type CompletePrometheusCondition = Required<Omit<PrometheusCondition, 'selectorFrom'>> &
  Pick<PrometheusCondition, 'selectorFrom'>;
export type CompleteTrigger = Required<Omit<TriggerRule, 'condition' | 'task' | 'selector'>> &
  Pick<TriggerRule, 'selector'> & {
    condition: CompleteNodeCondition | CompletePrometheusCondition;
    task: Required<TriggerTask>;
  };
export type CompleteStanding = Required<AlwaysOnRule> | Required<FlightRecorderRule>;

/** A rule with every default written out: a policy keeps meaning what it meant when a default changes. */
export type CompleteRule = CompleteStanding | CompleteTrigger;

export function completeRule(rule: PolicyRule): CompleteRule {
  switch (rule.kind) {
    case 'always-on':
      return withDefaults(AlwaysOnRuleSchema, rule) as CompleteStanding;
    case 'flight-recorder':
      return withDefaults(FlightRecorderRuleSchema, rule) as CompleteStanding;
    case 'trigger':
      return {
        ...(withDefaults(TriggerRuleSchema, rule) as CompleteTrigger),
        condition: completeCondition(rule.condition),
        task: withDefaults(TriggerTaskSchema, rule.task ?? {}) as Required<TriggerTask>,
      };
  }
}

function completeCondition(condition: TriggerRule['condition']): CompleteTrigger['condition'] {
  return condition.source === 'node'
    ? (withDefaults(NodeConditionSchema, condition) as CompleteNodeCondition)
    : (withDefaults(PrometheusConditionSchema, condition) as CompletePrometheusCondition);
}

function withDefaults(schema: TSchema, value: object): unknown {
  return Value.Default(schema, structuredClone(value));
}

export interface RuleProblem {
  /** JSON pointer. */
  readonly path: string;
  readonly message: string;
}

/** What a schema cannot say about a rule; undefined if it can be used. */
export function findRuleProblem(
  rule: CompleteRule,
  { hasPrometheus }: { hasPrometheus: boolean }
): RuleProblem | undefined {
  return selectorProblem(rule.selector) ?? (rule.kind === 'trigger' ? triggerProblem(rule, hasPrometheus) : undefined);
}

function selectorProblem(selector: Selector | undefined): RuleProblem | undefined {
  if (selector === undefined) return undefined;
  const compiled = compileSelector(selector);
  return compiled.ok ? undefined : { path: `/rule/selector/${compiled.label}/value`, message: compiled.message };
}

function triggerProblem(rule: CompleteTrigger, hasPrometheus: boolean): RuleProblem | undefined {
  const { condition, selector, periodMs, count } = rule;
  const everyMs = lookEveryMs(rule);
  if (count > periodMs / everyMs) {
    const message = `A period of ${periodMs} ms holds ${Math.floor(periodMs / everyMs)} looks (one in ${everyMs} ms), so ${count} can never be beyond the threshold.`;
    return { path: '/rule/count', message };
  }
  if (condition.source === 'node') {
    return selector === undefined
      ? { path: '/rule/selector', message: 'A condition measured on nodes needs a selector: which processes to watch.' }
      : undefined;
  }
  if (!hasPrometheus) {
    const message =
      'This controller has no Prometheus to ask. Set prometheusUrl (MESHPROF_PROMETHEUS_URL) and start it again.';
    return { path: '/rule/condition/source', message };
  }
  if (selector === undefined && Object.keys(condition.selectorFrom ?? {}).length === 0) {
    const message = 'Give a selector, or selectorFrom with the labels of the result that name the processes.';
    return { path: '/rule/selector', message };
  }
  return undefined;
}

export function lookEveryMs({ condition }: CompleteTrigger): number {
  return condition.source === 'node' ? NODE_LOOK_EVERY_MS : condition.everyMs;
}
