import { t } from '@shared/domain/t';
import { problemOfError } from '@shared/infrastructure/problem-of-error';
import type { AgentCounts, ControllerProbe } from '../infrastructure/probe-controller';
import type { Finding } from './finding';

export function controllerFindings(probe: ControllerProbe): Finding[] {
  switch (probe.outcome) {
    case 'answers':
      return [
        success(
          'controller',
          t('configuration.test.controller-ok', 'Controller {{version}} answers and accepts the secret', {
            version: probe.version,
          })
        ),
        agentsFinding(probe.agents),
        accessFinding(probe.mayAdminister),
      ];
    case 'wrong-secret':
      return [
        failure(
          t('configuration.test.wrong-secret', 'The controller does not accept the secret'),
          t(
            'configuration.test.wrong-secret-detail',
            'Controller {{version}} answers at this URL. Enter the secret it was started with (its setting secret or secretFile), and save.',
            { version: probe.version }
          )
        ),
      ];
    case 'unreachable':
      return [
        failure(
          t('configuration.test.unreachable', 'Nothing answers at this URL'),
          t(
            'configuration.test.unreachable-detail',
            'Grafana’s server, not your browser, must reach it. Check host name and port, that the controller runs, and http or https.'
          )
        ),
      ];
    case 'no-controller':
      return [
        failure(
          t('configuration.test.no-controller', 'What answers at this URL is no Meshprof controller'),
          t(
            'configuration.test.no-controller-detail',
            'Another server has this address, or the controller is below another path. Its API document is at /openapi.json below the URL.'
          )
        ),
      ];
    case 'refused': {
      const { title, detail } = problemOfError(probe.error);
      return [failure(title, detail)];
    }
  }
}

const success = (id: Finding['id'], title: string): Finding => ({ id, severity: 'success', title });
const failure = (title: string, detail: string): Finding => ({ id: 'controller', severity: 'error', title, detail });

function agentsFinding({ connected, known, more }: AgentCounts): Finding {
  if (connected > 0) {
    const values = { connected, known: more ? `${known}+` : known };
    return success('agents', t('configuration.test.agents', '{{connected}} of {{known}} agents connected', values));
  }
  return {
    id: 'agents',
    severity: 'warning',
    title:
      known > 0
        ? t('configuration.test.agents-lost', 'No agent is connected; {{known}} were before', { known })
        : t('configuration.test.no-agents', 'No agent has joined yet'),
    detail: t(
      'configuration.test.no-agents-detail',
      'There is nothing to profile without one. The Agents page makes a join token and shows how to start an agent with it.'
    ),
  };
}

function accessFinding(mayAdminister: boolean): Finding {
  return mayAdminister
    ? success('access', t('configuration.test.access-admin', 'Your access: everything (level admin)'))
    : {
        id: 'access',
        severity: 'warning',
        title: t('configuration.test.access-less', 'Your access: less than everything'),
        detail: t(
          'configuration.test.access-less-detail',
          'Your role lacks the permission experiments:write of this app, which agents, join tokens and experiments need.'
        ),
      };
}
