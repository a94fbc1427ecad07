import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { type Child, startChild } from '../processes/child-process.ts';

export interface AgentProcessOptions {
  /** The `meshprof` command. */
  readonly meshprof: string;
  readonly stateDir: string;
  readonly logFile: string;
  readonly controllerUrl: string;
  readonly joinToken: string;
  readonly otlpEndpoint: string;
}

/** The agent is a process of its own, as on a node: its CPU time and memory are then what users would see there. */
export function startAgent({ metricsPort, ...options }: AgentProcessOptions & { readonly metricsPort: number }): Child {
  return startMeshprof('agent', options, { MESHPROF_AGENT_METRICS_PORT: String(metricsPort) });
}

/** The rights to change proxies are those of a process of its own, with a state folder of its own for its journals. */
export function startExperimentAgent(options: AgentProcessOptions): Child {
  return startMeshprof('experiment-agent', options);
}

function startMeshprof(
  command: 'agent' | 'experiment-agent',
  options: AgentProcessOptions,
  env: Readonly<Record<string, string>> = {}
): Child {
  const log = openSync(options.logFile, 'a');
  const child = startChild({
    program: command.replace('-', ' '),
    file: process.execPath,
    args: [options.meshprof, command],
    stdout: log,
    stderr: log,
    env: {
      MESHPROF_CONTROLLER_URL: options.controllerUrl,
      MESHPROF_JOIN_TOKEN: options.joinToken,
      MESHPROF_OTLP_ENDPOINT: options.otlpEndpoint,
      MESHPROF_STATE_DIR: path.join(options.stateDir, command),
      ...env,
    },
  });
  closeSync(log);
  return child;
}
