import type { AlertOutcome } from '@meshprof/contracts';
import { t } from './t';
import type { StateLook } from './task-state-look';

/** What became of an alert. */
export function lookOfOutcome(outcome: AlertOutcome): StateLook {
  switch (outcome) {
    case 'received':
      return {
        text: t('alerts.outcome.received', 'Received'),
        color: 'blue',
        icon: 'hourglass',
        meaning: t('alerts.outcome.received-meaning', 'Its task is about to be created.'),
      };
    case 'accepted':
      return {
        text: t('alerts.outcome.accepted', 'Profiled'),
        color: 'green',
        icon: 'fire',
        meaning: t('alerts.outcome.accepted-meaning', 'It has a task.'),
      };
    case 'refused':
      return {
        text: t('alerts.outcome.refused', 'Refused'),
        color: 'orange',
        icon: 'ban',
        meaning: t(
          'alerts.outcome.refused-meaning',
          'It has no task, for the reason given. It is tried again when the alert is sent again.'
        ),
      };
    case 'ignored':
      return {
        text: t('alerts.outcome.ignored', 'Over already'),
        color: 'darkgrey',
        icon: 'check',
        meaning: t('alerts.outcome.ignored-meaning', 'It was over when it was first heard of.'),
      };
    case 'rejected':
      return {
        text: t('alerts.outcome.rejected', 'Turned away'),
        color: 'red',
        icon: 'shield-exclamation',
        meaning: t(
          'alerts.outcome.rejected-meaning',
          'The request was unsigned or no notification. One in ten seconds is listed.'
        ),
      };
  }
}
