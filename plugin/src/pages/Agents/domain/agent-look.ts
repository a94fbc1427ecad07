import { type Agent, AGENT_LOST_MS, type JoinTokenState } from '@meshprof/contracts';
import { formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import type { StateLook } from '@shared/domain/task-state-look';

export function lookOfAgent(state: Agent['state']): StateLook {
  switch (state) {
    case 'connected':
      return {
        text: t('agents.state.connected', 'Connected'),
        color: 'green',
        icon: 'check',
        meaning: t('agents.state.connected-meaning', 'It reports and takes tasks.'),
      };
    case 'lost':
      return {
        text: t('agents.state.lost', 'Lost'),
        color: 'red',
        icon: 'plug',
        meaning: t('agents.state.lost-meaning', 'It has not been heard of for more than {{time}}.', {
          time: formatDuration(AGENT_LOST_MS),
        }),
      };
    case 'revoked':
      return {
        text: t('agents.state.revoked', 'Revoked'),
        color: 'darkgrey',
        icon: 'ban',
        meaning: t('agents.state.revoked-meaning', 'An administrator shut it out.'),
      };
  }
}

export function lookOfJoinToken(state: JoinTokenState): StateLook {
  switch (state) {
    case 'usable':
      return {
        text: t('agents.token.usable', 'Usable'),
        color: 'green',
        icon: 'check',
        meaning: t('agents.token.usable-meaning', 'It admits agents.'),
      };
    case 'used-up':
      return {
        text: t('agents.token.used-up', 'Used up'),
        color: 'darkgrey',
        icon: 'check-circle',
        meaning: t('agents.token.used-up-meaning', 'It admitted as many agents as it may. They stay.'),
      };
    case 'expired':
      return {
        text: t('agents.token.expired', 'Expired'),
        color: 'darkgrey',
        icon: 'hourglass',
        meaning: t('agents.token.expired-meaning', 'Its time is over. Agents that it admitted stay.'),
      };
    case 'revoked':
      return {
        text: t('agents.token.revoked', 'Revoked'),
        color: 'red',
        icon: 'ban',
        meaning: t('agents.token.revoked-meaning', 'It admits no more agents. Those that it admitted stay.'),
      };
  }
}
