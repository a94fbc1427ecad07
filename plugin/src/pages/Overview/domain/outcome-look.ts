import type { AlertOutcome } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import type { StateLook } from '@shared/domain/task-state-look';

/** What became of an alert. */
export function lookOfOutcome(outcome: AlertOutcome): StateLook {
  switch (outcome) {
    case 'received':
      return {
        text: t('overview.outcome.received', 'Received'),
        color: 'blue',
        icon: 'bell',
        meaning: t('overview.outcome.received-meaning', 'Its task is being created.'),
      };
    case 'accepted':
      return {
        text: t('overview.outcome.accepted', 'Profiled'),
        color: 'green',
        icon: 'check',
        meaning: t('overview.outcome.accepted-meaning', 'A task profiled what it is about.'),
      };
    case 'refused':
      return {
        text: t('overview.outcome.refused', 'Not profiled'),
        color: 'orange',
        icon: 'exclamation-triangle',
        meaning: t('overview.outcome.refused-meaning', 'It was heard, and there was a reason not to profile.'),
      };
    case 'ignored':
      return {
        text: t('overview.outcome.ignored', 'Over'),
        color: 'darkgrey',
        icon: 'bell-slash',
        meaning: t('overview.outcome.ignored-meaning', 'It had ended when it was first heard of.'),
      };
    case 'rejected':
      return {
        text: t('overview.outcome.rejected', 'Rejected'),
        color: 'red',
        icon: 'exclamation-circle',
        meaning: t('overview.outcome.rejected-meaning', 'The request was not signed as it must be, or no alert.'),
      };
  }
}
