import type { Command } from 'commander';
import { createProgram } from '../../collector-agent/src/cli/program.ts';
import { SERVICE_COMMANDS } from '../../collector-agent/src/cli/service-command.ts';
import { at } from '../harness/project.ts';
import { run } from '../harness/run.ts';
import { page } from './markdown.ts';

/** Of a help text: as wide as a page of the docs shows without scrolling. */
const WIDTH = 110;

/** Every command's own `--help`. */
export async function commandLinePage(): Promise<string> {
  const program = createProgram();
  const services = await Promise.all(SERVICE_COMMANDS.map(serviceSection));
  return page(
    'Command line',
    'What `--help` says of every command. Against a controller: `MESHPROF_URL` and `MESHPROF_TOKEN`.',
    ...sections(program, ['meshprof']),
    ...services
  );
}

function sections(command: Command, path: readonly string[]): string[] {
  const own = section(path.join(' '), helpOf(command));
  const isService = SERVICE_COMMANDS.some(({ name }) => path.length === 2 && name === path[1]);
  if (isService) return [];
  return [own, ...command.commands.flatMap((child) => sections(child, [...path, child.name()]))];
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text;
}

/** The controller and the all-in-one service parse their own arguments, in a process of their own. */
async function serviceSection({ name, packageName }: (typeof SERVICE_COMMANDS)[number]): Promise<string> {
  const main = at(packageName.replace('@meshprof/', ''), 'src', 'main.ts');
  // HOME decides on defaults that the help shows.
  const { stdout, stderr, code } = await run([process.execPath, main, '--help'], {
    env: { HOME: '/root', XDG_STATE_HOME: '', NO_COLOR: '1' },
  });
  if (code !== 0) throw new Error(`${name} --help ended with ${code}: ${stderr}`);
  return section(`meshprof ${name}`, stdout);
}

function section(title: string, help: string): string {
  return `## ${title}\n\n\`\`\`text\n${help.trim()}\n\`\`\``;
}
