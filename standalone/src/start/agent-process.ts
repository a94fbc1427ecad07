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
  readonly metricsPort: number;
}

/** The agent is a process of its own, as on a node: its CPU time and memory are then what users would see there. */
export function startAgent(options: AgentProcessOptions): Child {
  const log = openSync(options.logFile, 'a');
  const agent = startChild({
    program: 'agent',
    file: process.execPath,
    args: [options.meshprof, 'agent'],
    stdout: log,
    stderr: log,
    env: {
      MESHPROF_CONTROLLER_URL: options.controllerUrl,
      MESHPROF_JOIN_TOKEN: options.joinToken,
      MESHPROF_OTLP_ENDPOINT: options.otlpEndpoint,
      MESHPROF_STATE_DIR: path.join(options.stateDir, 'agent'),
      MESHPROF_AGENT_METRICS_PORT: String(options.metricsPort),
    },
  });
  closeSync(log);
  return agent;
}
