import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { CliError } from './cli-failure.ts';

/** A service of another package: started as a process of its own, because packages meet over HTTP only. */
export interface ServiceCommand {
  readonly name: string;
  readonly packageName: string;
  readonly description: string;
}

export const SERVICE_COMMANDS: readonly ServiceCommand[] = [
  {
    name: 'controller',
    packageName: '@meshprof/controller',
    description: 'run the controller: tasks and the HTTP API',
  },
  {
    name: 'standalone',
    packageName: '@meshprof/standalone',
    description: 'run everything on this machine: agent, controller, embedded store and the page',
  },
];

/** All arguments go to the service, `--help` too. */
export function addServiceCommand(program: Command, service: ServiceCommand): void {
  program
    .command(service.name)
    .description(service.description)
    .argument('[arguments...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action((args: string[]) => runService(service, args));
}

function runService({ name, packageName }: ServiceCommand, args: readonly string[]): Promise<void> {
  const main = serviceMain(packageName);
  if (main === undefined) {
    throw new CliError({
      exit: 'service',
      message: `the ${name} is not installed beside this command (${packageName})`,
    });
  }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: 'inherit' });
    const forward = (signal: NodeJS.Signals): void => {
      // At a terminal the driver has sent Ctrl-C to the child already; a second one may mean "at once" to it.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, forward);
    child.on('error', (error) =>
      reject(new CliError({ exit: 'service', message: `cannot start the ${name}: ${error.message}` }))
    );
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal === null ? 1 : 128 + signalNumber(signal));
      for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(each, forward);
      resolve();
    });
  });
}

/** `main` beside the package's entry, with the same extension: `.ts` in a checkout, `.js` in a published package. */
function serviceMain(packageName: string): string | undefined {
  try {
    const entry = fileURLToPath(import.meta.resolve(packageName));
    const main = path.join(path.dirname(entry), `main${path.extname(entry)}`);
    return existsSync(main) ? main : undefined;
  } catch {
    return undefined;
  }
}

/** What a shell shows for the usual ends of a service. */
function signalNumber(signal: NodeJS.Signals): number {
  const numbers: Partial<Record<NodeJS.Signals, number>> = {
    SIGHUP: 1,
    SIGINT: 2,
    SIGKILL: 9,
    SIGSEGV: 11,
    SIGTERM: 15,
  };
  return numbers[signal] ?? 0;
}
