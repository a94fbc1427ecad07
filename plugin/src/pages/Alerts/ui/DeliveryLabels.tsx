import React from 'react';
import { Badge, Text } from '@grafana/ui';
import type { AlertDelivery } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { type DeliveryLabel, deliveryLabels } from '../domain/delivery-labels';

/** The alert's labels, and what each said about the processes that it means. */
export function DeliveryLabels({ delivery }: { delivery: AlertDelivery }) {
  const rows = deliveryLabels(delivery);
  if (rows.length === 0) {
    return null;
  }
  const columns: Array<Column<DeliveryLabel>> = [
    { id: 'name', title: t('alerts.labels.name', 'Label'), cell: ({ name }) => <code>{name}</code> },
    { id: 'value', title: t('alerts.labels.value', 'Value'), cell: ({ value }) => value },
    {
      id: 'used',
      title: t('alerts.labels.used', 'Used as'),
      cell: ({ usedAs }) =>
        usedAs ? (
          <Badge text={usedAs} color="blue" />
        ) : (
          <Text color="secondary">{t('alerts.labels.unused', 'not used')}</Text>
        ),
    },
  ];
  return (
    <DataTable
      caption={t('alerts.labels.caption', 'Labels of the alert')}
      columns={columns}
      rows={rows}
      rowId={({ name }) => name}
    />
  );
}
