import { HEARTBEAT_MS } from '@meshprof/contracts';
import { formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import type { AgentChange } from './use-agent-changes';

export interface ChangeTexts {
  button: string;
  question: string;
  /** What happens. */
  about: string;
}

export function textsOfChange(change: AgentChange, node: string): ChangeTexts {
  switch (change) {
    case 'rotate':
      return {
        button: t('agents.changes.rotate', 'Replace credential'),
        question: t('agents.changes.rotate-question', 'Replace the credential of {{node}}?', { node }),
        about: t(
          'agents.changes.rotate-about',
          'It gets a new one with its next heartbeat, within {{time}}. The old one ends when the new one is used; nothing is interrupted.',
          { time: formatDuration(HEARTBEAT_MS) }
        ),
      };
    case 'revoke':
      return {
        button: t('agents.changes.revoke', 'Shut out'),
        question: t('agents.changes.revoke-question', 'Shut the agent of {{node}} out?', { node }),
        about: t(
          'agents.changes.revoke-about',
          'Its credential ends and its machine is not admitted again until it is deleted here. Sessions under way end as planned and are exported.'
        ),
      };
    case 'delete':
      return {
        button: t('agents.changes.delete', 'Delete'),
        question: t('agents.changes.delete-question', 'Delete the agent of {{node}}?', { node }),
        about: t(
          'agents.changes.delete-about',
          'It is forgotten. Its machine may join again, and does so by itself if it runs and has a join token. Its tasks and profiles stay.'
        ),
      };
  }
}
