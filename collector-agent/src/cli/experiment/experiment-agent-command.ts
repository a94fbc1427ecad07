import type { Command } from 'commander';
import { CliError } from '../cli-failure.ts';
import { EXPERIMENT_STATE_DIR } from './experiment-command.ts';

interface AgentOptions {
  readonly stateDir: string;
  readonly otlpEndpoint?: string;
  readonly ledByParent?: boolean;
  readonly experiment?: string;
}

export function addExperimentAgentCommand(program: Command): void {
  program
    .command('experiment-agent')
    .description('run the experiments that a controller hands to this node; changes proxies and puts them back')
    .option('--state-dir <folder>', 'where journals are kept', EXPERIMENT_STATE_DIR)
    .option('--otlp-endpoint <url>', 'send the profiles of the slots there')
    .option('--led-by-parent', 'take orders from the process that started this one (`experiment run` does)')
    .option('--experiment <id>', 'with --led-by-parent: the run to lead')
    .action((options: AgentOptions) => runAgent(options));
}

async function runAgent({ stateDir, otlpEndpoint, ledByParent, experiment }: AgentOptions): Promise<void> {
  const [{ ExperimentAgent }, { createLogger }, { ParentDesk }] = await Promise.all([
    import('../../experiment/run/experiment-agent.ts'),
    import('../../logs/logger.ts'),
    import('../../experiment/desk/parent-desk.ts'),
  ]);
  if (ledByParent !== true || experiment === undefined || process.send === undefined) {
    throw new CliError({ exit: 'usage', message: 'a controller is needed: none is configured' });
  }
  const desk = new ParentDesk(process);
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  const agent = new ExperimentAgent({
    ...{ desk, stateDir, signal: abort.signal, log: createLogger('silent'), onlyExperimentId: experiment },
    ...(otlpEndpoint !== undefined && { otlpEndpoint }),
    onRefused: (detail) => desk.refuse(detail),
  });
  await agent.run();
  // The channel keeps the process alive; nothing else does.
  if (process.connected) process.disconnect();
}
