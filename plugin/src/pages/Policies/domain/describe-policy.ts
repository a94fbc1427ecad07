import { NODE_METRICS, type Policy, type PolicyKind, type PolicyRule, type TriggerRule } from '@meshprof/contracts';
import type { BadgeColor, IconName } from '@grafana/ui';
import { formatAmount, formatDuration, formatMeasured } from '@shared/domain/format-amount';
import { metricText } from '@shared/domain/contract-texts/metric-text';
import { t } from '@shared/domain/t';

export interface KindLook {
  title: string;
  /** One sentence: what it is for. */
  about: string;
  icon: IconName;
  color: BadgeColor;
}

export function lookOfKind(kind: PolicyKind): KindLook {
  switch (kind) {
    case 'always-on':
      return {
        title: t('policies.kind.always-on', 'Always on'),
        about: t('policies.kind.always-on-about', 'Profiles all the time, at a low frequency, with a bounded cost.'),
        icon: 'history',
        color: 'blue',
      };
    case 'flight-recorder':
      return {
        title: t('policies.kind.flight-recorder', 'Flight recorder'),
        about: t(
          'policies.kind.flight-recorder-about',
          'Keeps the last minutes on the node, and gives them to tasks and alerts that ask for the time before.'
        ),
        icon: 'record-audio',
        color: 'purple',
      };
    case 'trigger':
      return {
        title: t('policies.kind.trigger', 'Trigger'),
        about: t('policies.kind.trigger-about', 'Starts a task when a process or a query goes beyond a threshold.'),
        icon: 'bolt',
        color: 'orange',
      };
  }
}

/** "CPU > 80 %", or the query with its threshold. */
export function describeCondition({ condition }: TriggerRule): string {
  const { op = '>', threshold } = condition;
  return condition.source === 'node'
    ? `${metricText(condition.metric).title} ${op} ${formatMeasured(threshold, NODE_METRICS[condition.metric].unit)}`
    : `${condition.query} ${op} ${formatMeasured(threshold, '')}`;
}

/** "3× within 1 min" */
export const describeLooks = ({ count = 0, periodMs = 0 }: TriggerRule): string =>
  t('policies.condition.looks', '{{looks}}× within {{period}}', {
    looks: count,
    period: formatDuration(periodMs),
  });

/** What a policy may cost, by its own bounds: one short text a bound. */
export function describeCost(rule: PolicyRule): string[] {
  if (rule.kind === 'trigger') {
    const { maxConcurrentTasks = 0, coolDownMs = 0, task = {} } = rule;
    return [
      t('policies.cost.tasks', 'tasks at a time: {{tasks}}, of {{duration}} at {{frequency}} Hz', {
        tasks: maxConcurrentTasks,
        duration: formatDuration(task.durationMs ?? 0),
        frequency: task.frequencyHz ?? 0,
      }),
      t('policies.cost.cool-down', 'the same process once in {{coolDown}}', {
        coolDown: formatDuration(coolDownMs),
      }),
    ];
  }
  const bounds = [
    t('policies.cost.cpu', 'at most {{percent}} % of one CPU a node', { percent: rule.agentCpuPercent ?? 0 }),
    t('policies.cost.frequency', '{{frequency}} Hz', { frequency: rule.frequencyHz ?? 0 }),
  ];
  return rule.kind === 'flight-recorder'
    ? [
        ...bounds,
        t('policies.cost.disk', 'at most {{size}} of disk a node', {
          size: formatAmount(rule.maxBytesPerNode ?? 0, 'bytes'),
        }),
      ]
    : bounds;
}

export interface Coverage {
  /** Processes that are profiled or watched now. */
  covered: number;
  /** Of them at a lower frequency than asked for. */
  reduced: number;
  /** Matching, but not profiled: dropped, failed or over the policy's own limit. */
  missing: number;
  /** Asked of an agent that has not answered. */
  waiting: number;
}

export function coverageOf({ rule, targets = {}, matching = 0 }: Policy): Coverage {
  if (rule.kind === 'trigger') {
    return { covered: matching, reduced: 0, missing: 0, waiting: 0 };
  }
  const count = (state: keyof typeof targets) => targets[state] ?? 0;
  return {
    covered: count('running') + count('reduced'),
    reduced: count('reduced'),
    missing: count('dropped') + count('failed') + count('left-out'),
    waiting: count('waiting'),
  };
}
