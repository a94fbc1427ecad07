import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { type Child, startChild } from '../processes/child-process.ts';
import type { AgentProcessOptions } from './agent-process.ts';

/** The rights to change proxies are those of a process of its own, with a state folder of its own for its journals. */
export function startExperimentAgent(options: Omit<AgentProcessOptions, 'metricsPort'>): Child {
  const log = openSync(options.logFile, 'a');
  const agent = startChild({
    program: 'experiment agent',
    file: process.execPath,
    args: [options.meshprof, 'experiment-agent'],
    stdout: log,
    stderr: log,
    env: {
      MESHPROF_CONTROLLER_URL: options.controllerUrl,
      MESHPROF_JOIN_TOKEN: options.joinToken,
      MESHPROF_OTLP_ENDPOINT: options.otlpEndpoint,
      MESHPROF_STATE_DIR: path.join(options.stateDir, 'experiment-agent'),
    },
  });
  closeSync(log);
  return agent;
}
