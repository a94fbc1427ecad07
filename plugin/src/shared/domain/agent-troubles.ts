import { type Agent, AGENT_LOST_MS } from '@meshprof/contracts';
import type { AgentTrouble } from './agent-trouble';
import { formatDuration } from './format-amount';
import { t } from './t';
import { usageTroubles } from './usage-troubles';
import { versionSkew } from './version-skew';

/** What is wrong with an agent and what to do about it, the worst first. */
export function agentTroubles(agent: Agent, controllerVersion: string | undefined): AgentTrouble[] {
  return [
    ...stateTroubles(agent),
    ...requirementTroubles(agent),
    ...usageTroubles(agent),
    ...versionTroubles(agent, controllerVersion),
  ].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

function stateTroubles({ state, capabilities }: Agent): AgentTrouble[] {
  if (state === 'revoked') {
    return [
      {
        id: 'revoked',
        severity: 'error',
        title: t('agents.trouble.revoked', 'Its credential was revoked'),
        remedy: t('agents.trouble.revoked-remedy', 'Delete it here to let its machine join again.'),
      },
    ];
  }
  if (state === 'lost') {
    return [
      {
        id: 'lost',
        severity: 'error',
        title: t('agents.trouble.lost', 'It has not been heard of for more than {{time}}', {
          time: formatDuration(AGENT_LOST_MS),
        }),
        remedy: t(
          'agents.trouble.lost-remedy',
          'Is it running, and does its log say why it does not reach the controller? Sessions under way go on and are reported later.'
        ),
      },
    ];
  }
  return capabilities.length > 0
    ? []
    : [
        {
          id: 'nothing',
          severity: 'error',
          title: t('agents.trouble.nothing', 'It can sample nothing'),
          remedy: t('agents.trouble.nothing-remedy', 'Run meshprof check on its node: it says what is missing.'),
        },
      ];
}

const requirementTroubles = ({ requirements = [] }: Agent): AgentTrouble[] =>
  requirements
    .filter(({ met }) => !met)
    .map(({ id, needed, remedy }) => ({
      id: `requirement-${id}`,
      severity: needed ? 'error' : 'warning',
      title: needed
        ? t('agents.trouble.requirement', 'Its node lacks {{what}}', { what: id })
        : t('agents.trouble.wish', 'Its node lacks {{what}}, so that profiles hold less', { what: id }),
      remedy,
    }));

function versionTroubles({ version }: Agent, controllerVersion: string | undefined): AgentTrouble[] {
  const skew = versionSkew(version, controllerVersion);
  if (skew !== 'older' && skew !== 'newer') {
    return [];
  }
  const versions = { agent: version, controller: controllerVersion };
  return [
    {
      id: 'version',
      severity: 'warning',
      title:
        skew === 'older'
          ? t('agents.trouble.older', 'It is older ({{agent}}) than the controller ({{controller}})', versions)
          : t('agents.trouble.newer', 'It is newer ({{agent}}) than the controller ({{controller}})', versions),
      remedy:
        skew === 'older'
          ? t('agents.trouble.older-remedy', 'Update it: what it does not know it leaves out.')
          : t(
              'agents.trouble.newer-remedy',
              'Update the controller first next time: it may not know what the agent reports.'
            ),
    },
  ];
}
