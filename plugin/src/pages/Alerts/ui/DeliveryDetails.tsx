import React from 'react';
import { Alert, LinkButton, Stack, Text } from '@grafana/ui';
import { dateTimeFormat } from '@grafana/data';
import { type AlertDelivery, writeSelectorText } from '@meshprof/contracts';
import { lookOfOutcome } from '@shared/domain/alert-outcome-look';
import { formatCount } from '@shared/domain/format-amount';
import { translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { t } from '@shared/domain/t';
import { type Fact, FactList } from '@shared/ui/FactList';
import { SelectorText } from '@shared/ui/SelectorText';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { compareUrl, newTaskUrl, taskUrl } from '../../../routes';
import { useDeliveryTask } from '../domain/use-delivery-task';
import { DeliveryLabels } from './DeliveryLabels';

export function DeliveryDetails({ delivery }: { delivery: AlertDelivery }) {
  const { notes } = delivery;
  const { reason, remedy } = translatedReason(delivery);
  return (
    <Stack direction="column" gap={2}>
      {reason && (
        <Alert severity={delivery.outcome === 'ignored' ? 'info' : 'warning'} title={reason}>
          {remedy}
        </Alert>
      )}
      <Actions delivery={delivery} />
      <FactList facts={factsOf(delivery)} />
      {notes.length > 0 && (
        <Alert severity="info" title={t('alerts.details.notes', 'What was not taken as written')}>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Alert>
      )}
      <DeliveryLabels delivery={delivery} />
    </Stack>
  );
}

function Actions({ delivery }: { delivery: AlertDelivery }) {
  const { task, comparison } = useDeliveryTask(delivery);
  const { taskId, selector, outcome } = delivery;
  if (taskId === undefined) {
    return selector && outcome === 'refused' ? (
      <LinkButton
        variant="secondary"
        icon="fire"
        href={newTaskUrl({ selector: writeSelectorText(selector), title: delivery.alertName })}
      >
        {t('alerts.details.by-hand', 'Profile by hand')}
      </LinkButton>
    ) : null;
  }
  return (
    <Stack direction="column" gap={1}>
      <Stack direction="row" gap={1} wrap="wrap">
        <LinkButton icon="fire" href={taskUrl(taskId)}>
          {t('alerts.details.open-task', 'Open its profile')}
        </LinkButton>
        {comparison && (
          <LinkButton variant="secondary" icon="exchange-alt" href={compareUrl(comparison.before, comparison.after)}>
            {t('alerts.details.compare', 'Compare with before the alert')}
          </LinkButton>
        )}
      </Stack>
      <Text variant="bodySmall" color="secondary">
        {task && !comparison
          ? t('alerts.details.no-compare', 'It can be compared with the time before once its first profile is stored.')
          : t(
              'alerts.details.compare-about',
              'There are profiles from before where a policy that is always on, or a flight recorder, covers these processes.'
            )}
      </Text>
    </Stack>
  );
}

function factsOf(delivery: AlertDelivery): Array<Fact | false> {
  const { outcome, startsAt, receivedAt, lastReceivedAt, repeats, resolvedAt, selector, fingerprint } = delivery;
  return [
    {
      id: 'outcome',
      title: t('alerts.details.outcome', 'Outcome'),
      value: <StateBadge look={lookOfOutcome(outcome)} />,
    },
    selector !== undefined && {
      id: 'selector',
      title: t('alerts.details.selector', 'Meant processes'),
      value: <SelectorText selector={selector} />,
    },
    startsAt !== undefined && {
      id: 'starts',
      title: t('alerts.details.starts', 'Fires since'),
      value: dateTimeFormat(startsAt),
    },
    {
      id: 'received',
      title: t('alerts.details.received', 'First heard of'),
      value: dateTimeFormat(receivedAt),
    },
    repeats > 0 && {
      id: 'repeats',
      title: t('alerts.details.repeats', 'Repeated'),
      value: (
        <>
          {t('alerts.details.repeats-value', '{{count}} times, the last', { count: formatCount(repeats) })}{' '}
          <TimeAgo iso={lastReceivedAt} />
        </>
      ),
    },
    resolvedAt !== undefined && {
      id: 'resolved',
      title: t('alerts.details.resolved', 'Resolved'),
      value: dateTimeFormat(resolvedAt),
    },
    fingerprint !== '' && {
      id: 'fingerprint',
      title: t('alerts.details.fingerprint', 'Fingerprint'),
      value: <code>{fingerprint}</code>,
    },
  ];
}
