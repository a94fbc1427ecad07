import type { Command } from 'commander';
import { createProgram } from '../../collector-agent/src/cli/program.ts';
import { readFileSync } from 'node:fs';
import { at } from '../harness/project.ts';
import type { Call } from './stand-ins.ts';

/** What is wrong with a command line of Meshprof or npm as a page shows it; undefined if it is one that works. */
export async function problemOf(call: Call): Promise<string | undefined> {
  const [program, ...args] = withoutNpx(call);
  if (program === 'meshprof') return problemOfMeshprof(args);
  if (program === 'npm') return problemOfNpm(args);
  return undefined;
}

function withoutNpx(call: Call): Call {
  return call[0] === 'npx' || call[0] === 'sudo' ? withoutNpx(call.slice(1)) : call;
}

/** Read by the command's own parser, with nothing behind it. */
async function problemOfMeshprof(args: readonly string[]): Promise<string | undefined> {
  const program = createProgram();
  let said = '';
  silence(program, (text) => (said += text));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    // --help and --version end the parsing, too.
    return code === 'commander.helpDisplayed' || code === 'commander.version' ? undefined : said.trim() || message;
  }
}

function silence(command: Command, write: (text: string) => void): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: write });
  // Commander keeps to itself whether a command does something; one that only groups others must stay so.
  if ('_actionHandler' in command && command._actionHandler) command.action(() => undefined);
  for (const child of command.commands) silence(child, write);
}

const NPM_OWN = new Set(['test', 'start', 'install', 'ci', 'pack', 'version', 'audit']);

function problemOfNpm(args: readonly string[]): string | undefined {
  const { scripts } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as { scripts: Record<string, string> };
  const [verb = '', name = ''] = args;
  if (verb === 'run') return name in scripts ? undefined : `package.json has no script ${name}`;
  return NPM_OWN.has(verb) ? undefined : `npm ${verb} is not expected here`;
}
