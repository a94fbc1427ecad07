import { hostname } from 'node:os';
import { PORTS } from '@meshprof/contracts';
import { defaultStateDir, settingsOf } from '@meshprof/settings';
import { type Static, Type } from 'typebox';
import { AgentConfigSchema } from './agent-config.ts';

const { properties } = AgentConfigSchema;

/** Configuration of `meshprof experiment-agent`; keys that `meshprof agent` has too mean the same. */
export const ExperimentAgentConfigSchema = Type.Object(
  {
    controllerUrl: properties.controllerUrl,
    controllerCaFile: properties.controllerCaFile,
    controllerClientCertFile: properties.controllerClientCertFile,
    controllerClientKeyFile: properties.controllerClientKeyFile,
    controllerServerName: properties.controllerServerName,
    joinToken: properties.joinToken,
    joinTokenFile: properties.joinTokenFile,
    node: Type.String({ minLength: 1, maxLength: 253, description: 'Experiments on this node are run here' }),
    stateDir: Type.String({
      minLength: 1,
      description: 'Folder for the credential and the journals, which say what has to be put back: keep it',
    }),
    otlpEndpoint: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description: 'OTLP gRPC endpoint for the profiles of slots; absent: they are counted and not kept',
      })
    ),
    logLevel: properties.logLevel,
  },
  { additionalProperties: false }
);
export type ExperimentAgentConfig = Static<typeof ExperimentAgentConfigSchema>;

export const EXPERIMENT_AGENT_SETTINGS = settingsOf(ExperimentAgentConfigSchema);

export function experimentAgentConfigDefaults(): ExperimentAgentConfig {
  return {
    controllerUrl: `http://127.0.0.1:${PORTS.http.port}`,
    node: hostname(),
    stateDir: defaultStateDir('meshprof-experiment-agent'),
    logLevel: 'info',
  };
}
