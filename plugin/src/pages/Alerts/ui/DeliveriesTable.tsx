import React from 'react';
import { Button, Text, TextLink } from '@grafana/ui';
import type { AlertDelivery } from '@meshprof/contracts';
import { lookOfOutcome } from '@shared/domain/alert-outcome-look';
import { formatCount } from '@shared/domain/format-amount';
import { translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { SelectorText } from '@shared/ui/SelectorText';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { titleOfDelivery, titleOfSource } from '../domain/delivery-look';

interface Props {
  deliveries: AlertDelivery[];
  onOpen: (deliveryId: string) => void;
}

function AlertCell({ delivery, onOpen }: { delivery: AlertDelivery; onOpen: Props['onOpen'] }) {
  const { id, source } = delivery;
  const { reason, remedy } = translatedReason(delivery);
  return (
    <div>
      <Button
        fill="text"
        size="sm"
        onClick={() => onOpen(id)}
        style={{ paddingLeft: 0 }}
        data-testid={testIds.alerts.open(id)}
      >
        {titleOfDelivery(delivery)}
      </Button>
      {[reason, remedy]
        .filter((text) => text !== undefined)
        .map((text) => (
          <div key={text}>
            <Text variant="bodySmall" color="secondary">
              {text}
            </Text>
          </div>
        ))}
      {!reason && (
        <div>
          <Text variant="bodySmall" color="secondary">
            {titleOfSource(source)}
          </Text>
        </div>
      )}
    </div>
  );
}

function ReceivedCell({ delivery: { lastReceivedAt, repeats, resolvedAt } }: { delivery: AlertDelivery }) {
  const details = [
    repeats > 0 && t('alerts.table.repeats', 'repeated {{count}} times', { count: formatCount(repeats) }),
    resolvedAt !== undefined && t('alerts.table.resolved', 'resolved'),
  ].filter((text) => text !== false);
  return (
    <div>
      <TimeAgo iso={lastReceivedAt} />
      {details.length > 0 && (
        <div>
          <Text variant="bodySmall" color="secondary">
            {details.join(', ')}
          </Text>
        </div>
      )}
    </div>
  );
}

const columnsWith = (onOpen: Props['onOpen']): Array<Column<AlertDelivery>> => [
  {
    id: 'outcome',
    title: t('alerts.table.outcome', 'Outcome'),
    nowrap: true,
    cell: ({ outcome }) => <StateBadge look={lookOfOutcome(outcome)} />,
  },
  {
    id: 'alert',
    title: t('alerts.table.alert', 'Alert'),
    cell: (delivery) => <AlertCell delivery={delivery} onOpen={onOpen} />,
  },
  {
    id: 'selector',
    title: t('alerts.table.selector', 'Meant processes'),
    optional: true,
    cell: ({ selector }) => (selector ? <SelectorText selector={selector} /> : '–'),
  },
  {
    id: 'received',
    title: t('alerts.table.received', 'Last heard of'),
    nowrap: true,
    cell: (delivery) => <ReceivedCell delivery={delivery} />,
  },
  {
    id: 'task',
    title: t('alerts.table.task', 'Task'),
    cell: (delivery) =>
      delivery.taskId === undefined ? (
        '–'
      ) : (
        <TextLink
          href={taskUrl(delivery.taskId)}
          inline={false}
          aria-label={t('alerts.table.open-task-of', 'Open the task of {{alert}}', {
            alert: titleOfDelivery(delivery),
          })}
        >
          {t('alerts.table.open-task', 'Open')}
        </TextLink>
      ),
  },
];

export const DeliveriesTable = ({ deliveries, onOpen }: Props) => (
  <DataTable
    caption={t('alerts.table.caption', 'Delivered alerts, newest first')}
    columns={columnsWith(onOpen)}
    rows={deliveries}
    rowId={({ id }) => id}
    rowTestId={({ id }) => testIds.alerts.row(id)}
    isDimmed={({ outcome }) => outcome === 'ignored'}
    data-testid={testIds.alerts.table}
  />
);
