import type { Command } from 'commander';

/** What says which processes are profiled and how: of a task, and of each task of a schedule (task-options.ts). */
export function addDefinitionOptions(command: Command): Command {
  return command
    .argument('<conditions...>', 'such as service.name=cart role=envoy-sidecar pod=~web-.*')
    .option('--events <names>', 'on-cpu, off-cpu, page-fault; with commas between')
    .option('--frequency <hz>', 'samples a second')
    .option('--duration <time>', 'such as 30s')
    .option('--max-targets <number>', 'processes at most')
    .option('--agent-cpu <percent>', 'what an agent may spend on one target, of one CPU')
    .option('--title <text>')
    .option('--note <text>')
    .option('--tag <tag...>', 'words to find it by');
}
