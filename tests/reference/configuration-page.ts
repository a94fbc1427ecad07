import { AGENT_SETTINGS, agentConfigDefaults } from '../../collector-agent/src/config/agent-config.ts';
import {
  EXPERIMENT_AGENT_SETTINGS,
  experimentAgentConfigDefaults,
} from '../../collector-agent/src/config/experiment-agent-config.ts';
import { CONTROLLER_SETTINGS, controllerConfigDefaults } from '../../controller/src/config/controller-config.ts';
import type { Setting } from '../../settings/src/index.ts';
import { code, page, table } from './markdown.ts';

/** What depends on the machine that this runs on. */
const SHOWN: Record<string, string> = { node: 'the host’s name', stateDir: '`/var/lib/meshprof-…` (root)' };

export function configurationPage(): string {
  return page(
    'Settings of agents and controller',
    `A flag goes before the environment, that before the YAML file (\`--config\`, \`MESHPROF_CONFIG\`; keys as below), that before
the default. Lists are written with commas between, maps as \`name=value,name=value\`, anything else in JSON; in the file
as YAML. Secrets have no flag, since every user of a machine can read command lines: put them into a file and name that
(\`…File\`). \`--print-config\` shows what is in force, without secrets.`,
    '## `meshprof agent`',
    settingsTable(AGENT_SETTINGS, agentConfigDefaults()),
    '## `meshprof experiment-agent`',
    settingsTable(EXPERIMENT_AGENT_SETTINGS, experimentAgentConfigDefaults()),
    '## `meshprof controller`',
    settingsTable(CONTROLLER_SETTINGS, controllerConfigDefaults())
  );
}

function settingsTable(settings: readonly Setting[], defaults: object): string {
  const values = new Map<string, unknown>(Object.entries(defaults));
  const rows = settings.map(({ key, env, flag, secret, description }) => {
    const value = values.get(key);
    const usual = SHOWN[key] ?? (value === undefined ? '' : code(JSON.stringify(value)));
    return [code(key), secret ? '' : code(flag), code(env), usual, description];
  });
  return table(['Key', 'Flag', 'Variable', 'Default', 'What'], rows);
}
