import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { AGENT_SETTINGS, agentConfigDefaults } from '../../collector-agent/src/config/agent-config.ts';
import {
  EXPERIMENT_AGENT_SETTINGS,
  experimentAgentConfigDefaults,
} from '../../collector-agent/src/config/experiment-agent-config.ts';
import { CONTROLLER_SETTINGS, controllerConfigDefaults } from '../../controller/src/config/controller-config.ts';
import type { Setting } from '../../settings/src/index.ts';

const FILE = path.join(import.meta.dirname, '../../docs/configuration.md');

/** What depends on the machine that this runs on. */
const SHOWN: Record<string, string> = { node: 'the host’s name', stateDir: '`/var/lib/meshprof-…` (root)' };

function table(settings: readonly Setting[], defaults: object): string {
  const values = new Map<string, unknown>(Object.entries(defaults));
  const rows = settings.map(({ key, env, flag, secret, description }) => {
    const value = values.get(key);
    const usual = SHOWN[key] ?? (value === undefined ? '' : `\`${JSON.stringify(value)}\``);
    const cells = [`\`${key}\``, secret ? '' : `\`${flag}\``, `\`${env}\``, usual, description];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| Key | Flag | Variable | Default | What |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

const EXPECTED = `# Settings of agents and controller

<!-- Made from the settings themselves: MESHPROF_WRITE=1 node --test tests/unit/configuration-reference.test.ts -->

A flag goes before the environment, that before the YAML file (\`--config\`, \`MESHPROF_CONFIG\`; keys as below), that before
the default. Lists are written with commas between, maps as \`name=value,name=value\`, anything else in JSON; in the file
as YAML. Secrets have no flag, since every user of a machine can read command lines: put them into a file and name that
(\`…File\`). \`--print-config\` shows what is in force, without secrets.

## \`meshprof agent\`

${table(AGENT_SETTINGS, agentConfigDefaults())}

## \`meshprof experiment-agent\`

${table(EXPERIMENT_AGENT_SETTINGS, experimentAgentConfigDefaults())}

## \`meshprof controller\`

${table(CONTROLLER_SETTINGS, controllerConfigDefaults())}
`;

test('docs/configuration.md lists every setting as it is', () => {
  if (process.env.MESHPROF_WRITE === '1') writeFileSync(FILE, EXPECTED);
  assert.equal(readFileSync(FILE, 'utf8'), EXPECTED, 'run the command in the file’s second line');
});
