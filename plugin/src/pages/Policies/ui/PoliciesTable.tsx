import React, { useMemo } from 'react';
import { Badge, Icon, Switch, Text, TextLink, Tooltip } from '@grafana/ui';
import type { Policy } from '@meshprof/contracts';
import { formatCount } from '@shared/domain/format-amount';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { SelectorText } from '@shared/ui/SelectorText';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { policyUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { describeCondition, describeCost, lookOfKind } from '../domain/describe-policy';
import { Coverage } from './Coverage';

interface Props {
  policies: Policy[];
  onSetEnabled: (policyId: string, enabled: boolean) => void;
}

function PolicyCell({ policy }: { policy: Policy }) {
  const { rule, problem } = policy;
  return (
    <div>
      <TextLink href={policyUrl(policy.id)} inline={false} weight="medium">
        {policy.name}
      </TextLink>
      <div>
        <Text variant="bodySmall" color="secondary">
          {rule.kind === 'trigger' ? describeCondition(rule) : <SelectorText selector={rule.selector} />}
        </Text>
      </div>
      {problem && (
        <div>
          <Text variant="bodySmall" color="error">
            <Icon name="exclamation-triangle" /> {problem.detail}
          </Text>
        </div>
      )}
    </div>
  );
}

function EnabledCell({ policy, onSetEnabled }: { policy: Policy; onSetEnabled: Props['onSetEnabled'] }) {
  const reason = reasonNotToOperate();
  const label = t('policies.table.enabled-of', 'Enabled: {{name}}', { name: policy.name });
  const control = (
    <Switch
      value={policy.enabled}
      onChange={() => onSetEnabled(policy.id, !policy.enabled)}
      disabled={reason !== undefined}
      aria-label={label}
      data-testid={testIds.policies.enabled(policy.id)}
    />
  );
  return reason === undefined ? (
    control
  ) : (
    <Tooltip content={reason}>
      <span>{control}</span>
    </Tooltip>
  );
}

function columnsWith(onSetEnabled: Props['onSetEnabled']): Array<Column<Policy>> {
  return [
    { id: 'name', title: t('policies.table.name', 'Policy'), cell: (policy) => <PolicyCell policy={policy} /> },
    {
      id: 'kind',
      title: t('policies.table.kind', 'Kind'),
      nowrap: true,
      optional: true,
      cell: ({ rule }) => {
        const { title, color, icon, about } = lookOfKind(rule.kind);
        return <Badge text={title} color={color} icon={icon} tooltip={about} />;
      },
    },
    { id: 'covers', title: t('policies.table.covers', 'Covers now'), cell: (policy) => <Coverage policy={policy} /> },
    {
      id: 'cost',
      title: t('policies.table.cost', 'Cost'),
      optional: true,
      cell: ({ rule }) => (
        <Text variant="bodySmall" color="secondary">
          {describeCost(rule).join(' · ')}
        </Text>
      ),
    },
    {
      id: 'fired',
      title: t('policies.table.fired', 'Last fired'),
      nowrap: true,
      optional: true,
      cell: ({ rule, lastFiredAt }) =>
        rule.kind !== 'trigger' ? (
          '–'
        ) : lastFiredAt ? (
          <TimeAgo iso={lastFiredAt} />
        ) : (
          t('policies.table.never', 'never')
        ),
    },
    {
      id: 'enabled',
      title: t('policies.table.enabled', 'Enabled'),
      cell: (policy) => <EnabledCell policy={policy} onSetEnabled={onSetEnabled} />,
    },
  ];
}

export function PoliciesTable({ policies, onSetEnabled }: Props) {
  const columns = useMemo(() => columnsWith(onSetEnabled), [onSetEnabled]);
  return (
    <DataTable
      caption={t('policies.table.caption', 'Policies, newest first: {{count}}', {
        count: formatCount(policies.length),
      })}
      columns={columns}
      rows={policies}
      rowId={({ id }) => id}
      rowTestId={({ id }) => testIds.policies.row(id)}
      isDimmed={({ enabled }) => !enabled}
      data-testid={testIds.policies.table}
    />
  );
}
