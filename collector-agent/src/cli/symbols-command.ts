import { closeSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { openBinary, type OpenBinary, resolveAddresses } from '../symbols/describe-binary.ts';
import { formatAddresses, formatDescription } from '../symbols/format-description.ts';
import { runSymbolsTool } from '../symbols/symbols-tool.ts';
import { CliError } from './cli-failure.ts';
import { formatCount } from './quantity.ts';
import { writeOut } from './terminal.ts';

interface SymbolsOptions {
  readonly json?: boolean;
  readonly addresses?: string;
  readonly inlines?: boolean;
  readonly debug?: string;
  readonly pack?: string;
}

export function addSymbolsCommand(program: Command): void {
  const command = program
    .command('symbols')
    .description('tell what a binary offers: names, files, unwind information')
    .argument('<binary>', 'ELF file')
    .option('--json', 'for scripts')
    .option('-a, --addresses <list>', 'name these instead: ELF virtual addresses in hex, with commas between')
    .option('--inlines', 'with --addresses: lines and inlined functions too, where there is DWARF')
    .option('--debug <file>', 'file with its symbols (default: by build id or debug link)')
    .option('--pack <file>', 'symbol pack to use')
    .action(runSymbols);
  command
    .command('pack')
    .description('write the names of an unstripped binary, or of a debug file, as a symbol pack')
    .argument('<binary>', 'ELF file, stripped or not')
    .option('--debug <file>', 'file with its symbols (default: by build id or debug link)')
    .requiredOption('-o, --output <file>', 'file to write, or a folder (the name is then BUILD-ID.mpsym)')
    .action(runPack);
}

async function runSymbols(binary: string, options: SymbolsOptions): Promise<void> {
  const addresses = parseAddresses(options.addresses);
  const { debug, pack } = options;
  const opened = await openBinary({
    path: binary,
    ...(debug !== undefined && { debugFile: debug }),
    ...(pack !== undefined && { pack }),
  });
  try {
    requireUsable(opened, options);
    if (addresses === undefined) {
      return writeOut(
        options.json === true ? `${JSON.stringify(opened.description)}\n` : formatDescription(opened.description)
      );
    }
    const rows = await resolveAddresses(opened, addresses, options.inlines === true);
    writeOut(options.json === true ? `${JSON.stringify(rows)}\n` : formatAddresses(rows));
  } finally {
    opened.close();
  }
}

/** A file that was named and does not serve is an error; one that was merely found is not used. */
function requireUsable({ description }: OpenBinary, { debug, pack }: SymbolsOptions): void {
  for (const { source, problem } of description.sources) {
    const wasNamed =
      (source === 'debug-file' && debug !== undefined) || (source === 'symbol-pack' && pack !== undefined);
    if (wasNamed && problem !== '') throw new CliError({ exit: 'binary', message: problem });
  }
}

function parseAddresses(list: string | undefined): string[] | undefined {
  if (list === undefined) return undefined;
  const addresses = list.split(',').map((text) => text.trim());
  const wrong = addresses.find((text) => !/^(0x)?[0-9a-f]{1,16}$/i.test(text));
  if (wrong === undefined) return addresses.map((text) => (/^0x/i.test(text) ? text : `0x${text}`));
  throw new CliError({ exit: 'usage', message: `--addresses: ${wrong} is no hexadecimal address` });
}

async function runPack(binary: string, options: { debug?: string; output: string }): Promise<void> {
  const { debug, output } = options;
  const opened = await openBinary({ path: binary, ...(debug !== undefined && { debugFile: debug }) });
  try {
    const { buildId } = opened.description;
    const file = isFolder(output) ? path.join(output, `${buildId}.mpsym`) : output;
    const { functions, withFile } = await writePack(opened, file);
    writeOut(
      `${file}: ${formatCount(functions)} functions, ${formatCount(withFile)} with a source file; build id ${buildId}\n`
    );
  } finally {
    opened.close();
  }
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Whole or not at all: into a file beside it, which then takes its name. */
async function writePack(opened: OpenBinary, file: string): Promise<{ functions: number; withFile: number }> {
  const partial = `${file}.partial`;
  let newPack: number;
  try {
    newPack = openSync(partial, 'w', 0o644);
  } catch (error) {
    throw new CliError({ exit: 'output', message: `cannot write ${file}: ${(error as Error).message}` });
  }
  try {
    const answer = await runSymbolsTool('pack', { ...opened.files, newPack });
    renameSync(partial, file);
    return answer as { functions: number; withFile: number };
  } finally {
    closeSync(newPack);
    rmSync(partial, { force: true });
  }
}
