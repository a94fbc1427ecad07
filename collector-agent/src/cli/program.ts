import { Command } from 'commander';
import { addAgentCommand } from './agent-command.ts';
import { addCheckCommand } from './check-command.ts';
import { addExperimentAgentCommand } from './experiment/experiment-agent-command.ts';
import { addExperimentCommand } from './experiment/experiment-command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { addProxySettingsCommand } from './proxy-settings-command.ts';
import { addRecordCommand } from './record-command.ts';
import { addAgentsCommand } from './remote/agents-command.ts';
import { addAlertsCommand } from './remote/alerts-command.ts';
import { addExperimentsCommand } from './remote/experiments-command.ts';
import { addPoliciesCommand } from './remote/policies-command.ts';
import { addSchedulesCommand } from './remote/schedules-command.ts';
import { addTasksCommand } from './remote/tasks-command.ts';
import { addServiceCommand, SERVICE_COMMANDS } from './service-command.ts';
import { addSymbolsCommand } from './symbols-command.ts';
import { addTargetsCommand } from './targets-command.ts';
import { writeErr, writeOut } from './terminal.ts';
import { VERSION } from './version.ts';

/** The `meshprof` command line; errors of parsing are thrown, not turned into exits. */
export function createProgram(): Command {
  const program = new Command('meshprof')
    .description('eBPF profiles of Envoy and the services beside it')
    .version(VERSION)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut,
      writeErr,
      // One sentence on one line: commander puts its suggestion ("Did you mean …?") on a second.
      outputError: (text, write) =>
        write(
          `meshprof: ${text
            .replace(/^error: /, '')
            .trim()
            .replaceAll('\n', ' ')}\n`
        ),
    })
    .addHelpText('after', `\nExit codes: ${exitCodesText()}`);
  addCheckCommand(program);
  addTargetsCommand(program);
  addRecordCommand(program);
  addSymbolsCommand(program);
  addProxySettingsCommand(program);
  addAgentCommand(program);
  addExperimentCommand(program);
  addExperimentAgentCommand(program);
  addTasksCommand(program);
  addAgentsCommand(program);
  addPoliciesCommand(program);
  addSchedulesCommand(program);
  addExperimentsCommand(program);
  addAlertsCommand(program);
  for (const service of SERVICE_COMMANDS) addServiceCommand(program, service);
  return program;
}

function exitCodesText(): string {
  const names: Record<keyof typeof EXIT_CODES, string> = {
    ok: 'ok',
    unexpected: 'unexpected',
    usage: 'wrong option',
    unknownPid: 'unknown pid',
    exitedPid: 'exited pid',
    noPermission: 'no permission',
    kernelFeatureMissing: 'kernel feature missing',
    output: 'output or disk',
    service: 'service or port',
    binary: 'binary or its symbols',
    refused: 'refused',
    aborted: 'experiment aborted',
    notRestored: 'configuration not proven restored',
  };
  return Object.entries(EXIT_CODES)
    .map(([name, code]) => `${code} ${names[name as keyof typeof EXIT_CODES]}`)
    .join(', ');
}
