import React from 'react';
import { LinkButton, Stack, Text } from '@grafana/ui';
import { translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { t } from '@shared/domain/t';
import { StateBadge } from '@shared/ui/StateBadge';
import { alertsUrl, taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { lookOfOutcome } from '@shared/domain/alert-outcome-look';
import { useRecentDeliveries } from '../domain/use-recent';
import { Block } from './Block';
import { EventList } from './EventList';

const SHOWN = 5;

export function AlertsBlock() {
  const query = useRecentDeliveries();
  const deliveries = query.data?.items ?? [];
  return (
    <Block
      title={t('overview.alerts.title', 'Last alerts')}
      more={{ text: t('overview.alerts.all', 'All alerts'), url: alertsUrl() }}
      query={query}
      failed={t('overview.alerts.failed', 'The alerts could not be loaded')}
      data-testid={testIds.overview.alerts}
    >
      {deliveries.length === 0 ? (
        <Stack direction="column" gap={1} alignItems="flex-start">
          <Text color="secondary" element="p">
            {t(
              'overview.alerts.none',
              'No alert has arrived. Once alerting is connected, what an alert is about is profiled while it fires.'
            )}
          </Text>
          <LinkButton href={alertsUrl()} variant="secondary" size="sm">
            {t('overview.alerts.connect', 'Connect alerting')}
          </LinkButton>
        </Stack>
      ) : (
        <EventList
          events={deliveries.slice(0, SHOWN).map(({ id, alertName, outcome, taskId, receivedAt, ...said }) => ({
            id,
            badge: <StateBadge look={lookOfOutcome(outcome)} />,
            title: alertName || t('overview.alerts.unnamed', 'A request that is no alert'),
            url: taskId ? taskUrl(taskId) : alertsUrl({ delivery: id }),
            iso: receivedAt,
            detail: translatedReason(said).reason,
          }))}
        />
      )}
    </Block>
  );
}
