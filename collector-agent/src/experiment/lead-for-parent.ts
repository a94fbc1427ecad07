import { createLogger } from '../logs/logger.ts';
import { ParentDesk } from './desk/parent-desk.ts';
import { ExperimentAgent } from './run/experiment-agent.ts';

export interface LedByParent {
  readonly experimentId: string;
  readonly stateDir: string;
  readonly otlpEndpoint?: string;
}

/** Leads one run for the command line that started this process, which shows what its log would say. */
export async function leadForParent({ experimentId, ...options }: LedByParent, signal: AbortSignal): Promise<void> {
  const desk = new ParentDesk(process);
  const log = createLogger('silent');
  const onRefused = (detail: string) => desk.refuse(detail);
  await new ExperimentAgent({ ...options, desk, signal, log, onlyExperimentId: experimentId, onRefused }).run();
  // The channel keeps the process alive; nothing else does.
  if (process.connected) process.disconnect();
}
