import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Text, TextLink, useStyles2 } from '@grafana/ui';
import type { Policy, TriggerRule } from '@meshprof/contracts';
import { describeEvents } from '@shared/domain/describe-task';
import { formatDuration } from '@shared/domain/format-amount';
import { storeSelector } from '@shared/domain/store-selector';
import { t } from '@shared/domain/t';
import { type Fact, FactList } from '@shared/ui/FactList';
import { SelectorText } from '@shared/ui/SelectorText';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { profileUrl } from '../../../routes';
import { describeCondition, describeCost, describeLooks, lookOfKind } from '../domain/describe-policy';
import { writeSelectorFrom } from '../domain/selector-from-text';
import { Coverage } from './Coverage';

export function PolicyFacts({ policy }: { policy: Policy }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.columns}>
      <FactList facts={whatFacts(policy)} />
      <FactList facts={whoFacts(policy)} />
    </div>
  );
}

function whatFacts({ rule, enabled }: Policy): Array<Fact | false> {
  const look = lookOfKind(rule.kind);
  const events = rule.kind === 'trigger' ? rule.task?.events : rule.events;
  return [
    {
      id: 'kind',
      title: t('policies.facts.kind', 'Kind'),
      value: (
        <>
          <Badge text={look.title} color={look.color} icon={look.icon} />{' '}
          {!enabled && <Badge text={t('policies.facts.disabled', 'Disabled')} color="darkgrey" icon="pause" />}
        </>
      ),
    },
    ...(rule.kind === 'trigger' ? triggerFacts(rule) : []),
    rule.selector !== undefined && {
      id: 'selector',
      title: t('policies.facts.selector', 'Processes'),
      value: <SelectorText selector={rule.selector} />,
    },
    { id: 'events', title: t('policies.facts.events', 'Samples'), value: describeEvents({ events: events ?? [] }) },
    { id: 'cost', title: t('policies.facts.cost', 'Bounds'), value: describeCost(rule).join(' · ') },
  ];
}

function triggerFacts(rule: TriggerRule): Array<Fact | false> {
  const { condition, task = {} } = rule;
  const from = condition.source === 'prometheus' ? writeSelectorFrom(condition.selectorFrom ?? {}) : '';
  const before = task.beforeMs ?? 0;
  return [
    {
      id: 'condition',
      title: t('policies.facts.condition', 'Fires at'),
      value: (
        <>
          <code>{describeCondition(rule)}</code>, {describeLooks(rule)}
        </>
      ),
    },
    from !== '' && { id: 'from', title: t('policies.facts.from', 'Named by labels'), value: <code>{from}</code> },
    before > 0 && {
      id: 'before',
      title: t('policies.facts.before', 'Also from before'),
      value: formatDuration(before),
    },
  ];
}

function whoFacts(policy: Policy): Array<Fact | false> {
  const { rule, author, createdAt, updatedBy, updatedAt, lastFiredAt, evaluatedAt } = policy;
  return [
    { id: 'covers', title: t('policies.facts.covers', 'Covers now'), value: <Coverage policy={policy} /> },
    rule.kind === 'always-on' && {
      id: 'profiles',
      title: t('policies.facts.profiles', 'Profiles'),
      value: (
        <TextLink
          href={profileUrl({ labelSelector: storeSelector(rule.selector, { task_id: '' }), from: 'now-1h', to: 'now' })}
        >
          {t('policies.facts.open-profiles', 'What it recorded in the last hour')}
        </TextLink>
      ),
    },
    rule.kind === 'trigger' && {
      id: 'fired',
      title: t('policies.facts.fired', 'Last fired'),
      value: lastFiredAt ? <TimeAgo iso={lastFiredAt} /> : t('policies.table.never', 'never'),
    },
    evaluatedAt !== undefined && {
      id: 'evaluated',
      title: t('policies.facts.evaluated', 'Prometheus answered'),
      value: <TimeAgo iso={evaluatedAt} />,
    },
    {
      id: 'created',
      title: t('policies.facts.created', 'Created'),
      value: (
        <>
          <TimeAgo iso={createdAt} /> <Text color="secondary">{author}</Text>
        </>
      ),
    },
    updatedAt !== createdAt && {
      id: 'updated',
      title: t('policies.facts.updated', 'Changed'),
      value: (
        <>
          <TimeAgo iso={updatedAt} /> <Text color="secondary">{updatedBy}</Text>
        </>
      ),
    },
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    gap: theme.spacing(1, 4),
    padding: theme.spacing(1, 2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
});
