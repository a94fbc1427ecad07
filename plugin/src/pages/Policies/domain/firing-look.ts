import type { FiringOutcome, StandingState } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import type { StateLook } from '@shared/domain/task-state-look';

export function lookOfFiring(outcome: FiringOutcome): StateLook {
  switch (outcome) {
    case 'starting':
      return {
        text: t('policies.firing.starting', 'Starting'),
        color: 'blue',
        icon: 'hourglass',
        meaning: t('policies.firing.starting-meaning', 'Its task is being created.'),
      };
    case 'started':
      return {
        text: t('policies.firing.started', 'Started a task'),
        color: 'green',
        icon: 'fire',
        meaning: t('policies.firing.started-meaning', 'A task profiled what went beyond the threshold.'),
      };
    case 'cooling-down':
      return {
        text: t('policies.firing.cooling-down', 'Cooling down'),
        color: 'darkgrey',
        icon: 'pause',
        meaning: t(
          'policies.firing.cooling-down-meaning',
          'The same process or series had a task a short while ago. The cool-down of the policy says how long it rests.'
        ),
      };
    case 'too-many-tasks':
      return {
        text: t('policies.firing.too-many', 'Too many tasks'),
        color: 'orange',
        icon: 'layer-group',
        meaning: t(
          'policies.firing.too-many-meaning',
          'The policy already had as many unfinished tasks as it may have.'
        ),
      };
    case 'refused':
      return {
        text: t('policies.firing.refused', 'Refused'),
        color: 'red',
        icon: 'ban',
        meaning: t('policies.firing.refused-meaning', 'No task could be made of it; the reason is beside it.'),
      };
  }
}

export function lookOfStanding(state: StandingState): StateLook {
  switch (state) {
    case 'waiting':
      return {
        text: t('policies.standing.waiting', 'Waiting'),
        color: 'purple',
        icon: 'clock-nine',
        meaning: t('policies.standing.waiting-meaning', 'Its agent has been asked and has not answered yet.'),
      };
    case 'running':
      return {
        text: t('policies.standing.running', 'Running'),
        color: 'green',
        icon: 'record-audio',
        meaning: t('policies.standing.running-meaning', 'It is sampled as the policy asks.'),
      };
    case 'reduced':
      return {
        text: t('policies.standing.reduced', 'Reduced'),
        color: 'orange',
        icon: 'arrow-down',
        meaning: t('policies.standing.reduced-meaning', 'It is sampled less often, to stay within the CPU bound.'),
      };
    case 'dropped':
      return {
        text: t('policies.standing.dropped', 'Dropped'),
        color: 'red',
        icon: 'ban',
        meaning: t('policies.standing.dropped-meaning', 'Even at an eighth of the frequency it would cost too much.'),
      };
    case 'failed':
      return {
        text: t('policies.standing.failed', 'Failed'),
        color: 'red',
        icon: 'exclamation-circle',
        meaning: t('policies.standing.failed-meaning', 'It cannot be sampled; the reason is beside it.'),
      };
    case 'left-out':
      return {
        text: t('policies.standing.left-out', 'Left out'),
        color: 'darkgrey',
        icon: 'minus-circle',
        meaning: t('policies.standing.left-out-meaning', 'The policy takes fewer processes a node than match.'),
      };
  }
}
