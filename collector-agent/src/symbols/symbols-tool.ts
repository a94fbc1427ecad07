import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { SYMBOLS_TOOL_PATH } from '@meshprof/native';
import { CliError } from '../cli/cli-failure.ts';

/** Descriptors of files that the tool may read or, the last, write; it opens none itself. */
export interface ToolFiles {
  /** Of the binary, for messages. */
  readonly path: string;
  readonly binary: number;
  readonly debugFile?: number;
  readonly pack?: number;
  readonly newPack?: number;
}

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
/** DWARF of several gigabytes takes minutes to read. */
const TIME_LIMIT_MS = 600_000;

/** Runs the tool on one binary and gives its JSON answer; what it says of the file is a sentence of `CliError`. */
export async function runSymbolsTool(
  command: string,
  files: ToolFiles,
  words: readonly string[] = []
): Promise<unknown> {
  if (!existsSync(SYMBOLS_TOOL_PATH)) {
    throw new CliError({
      exit: 'kernelFeatureMissing',
      message: `${SYMBOLS_TOOL_PATH} is not built: run \`npm run setup\``,
    });
  }
  const parts = [...(files.debugFile === undefined ? [] : ['debug']), ...(files.pack === undefined ? [] : ['pack'])];
  const output = await collect([command, ...parts, `module=${basename(files.path)}`, ...words], files);
  const answer = JSON.parse(output) as unknown;
  if (typeof answer === 'object' && answer !== null && 'error' in answer) {
    throw new CliError({ exit: 'binary', message: `${files.path}: ${String(answer.error)}` });
  }
  return answer;
}

function collect(args: readonly string[], files: ToolFiles): Promise<string> {
  const { binary, debugFile = 'ignore', pack = 'ignore', newPack = 'ignore' } = files;
  const child = spawn(SYMBOLS_TOOL_PATH, args, {
    stdio: ['ignore', 'pipe', 'ignore', binary, debugFile, pack, newPack],
    timeout: TIME_LIMIT_MS,
    env: {},
  });
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_OUTPUT_BYTES) child.kill();
      else chunks.push(chunk);
    });
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (signal === null && (status === 0 || status === 1)) return resolve(Buffer.concat(chunks).toString('utf8'));
      const how = signal === null ? `status ${status}` : `signal ${signal}`;
      reject(new CliError({ exit: 'binary', message: `reading the binary took too much, or failed (${how})` }));
    });
  });
}
