import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CodeBlock } from './code-blocks.ts';
import { run } from '../harness/run.ts';

/** Programs of which a page may show a command that is not run. */
const STOOD_IN = [
  ...['meshprof', 'npx', 'npm', 'node', 'python3', 'make', 'git'],
  ...['kubectl', 'istioctl', 'helm', 'docker', 'curl', 'psql', 'pg_dump', 'systemctl', 'apt-get', 'debuginfod-find'],
  ...[
    'sudo',
    'pgrep',
    'install',
    'ss',
    'unzip',
    'sha256sum',
    'tar',
    'openssl',
    'mount',
    'sysctl',
    'chown',
    'cargo',
    'playwright',
  ],
] as const;

/** Real ones, which only read and write what the block itself names. */
const REAL = ['cat', 'grep', 'sed', 'head', 'tail', 'tr', 'cut', 'sort', 'mkdir', 'date', 'base64', 'true', 'sleep'];

/** A command line as the shell understood it. */
export type Call = readonly string[];

export interface Checked {
  /** '' if the shell ran the block to its end. */
  readonly problem: string;
  readonly calls: readonly Call[];
}

/**
 * Runs a block in a shell in which every program is a stand-in that writes down how it was called. Quoting, variables,
 * pipes and substitutions are the shell's own; an unknown program is an error.
 */
export async function runWithStandIns(block: CodeBlock, folder: string): Promise<Checked> {
  if (/>\s*\/(?!dev\/null)/.test(block.text)) return { problem: 'it writes to an absolute path', calls: [] };
  const bin = path.join(folder, 'bin');
  const log = path.join(folder, 'calls');
  prepareBin(bin);
  writeFileSync(log, '');
  const shell = ['env', '-i', `PATH=${bin}`, `CALLS=${log}`, `HOME=${folder}`, ...VARIABLES];
  const script = `cd ${folder}\n${block.text}`;
  const { code, stderr } = await run([...shell, '/bin/bash', '--norc', '-eu', '-o', 'pipefail', '-c', script]);
  const calls = readFileSync(log, 'utf8')
    .split('\0\n')
    .filter((call) => call !== '')
    .map((call) => call.split('\0'));
  return { problem: code === 0 ? '' : stderr.trim() || `ended with ${code}`, calls };
}

/** What the pages say that the reader has set. */
const VARIABLES = ['MESHPROF_URL=http://127.0.0.1:8686', 'MESHPROF_TOKEN=token', 'VERSION=1.2.3'];

function prepareBin(bin: string): void {
  mkdirSync(bin, { recursive: true });
  for (const name of STOOD_IN) {
    // Arguments end in a zero byte, a call in zero and newline. Standard input is left alone: it may be a terminal.
    const text = `#!/bin/bash\n{ printf '%s\\0' ${name} "$@"; printf '\\n'; } >>"$CALLS"\n`;
    writeFileSync(path.join(bin, name), text);
    chmodSync(path.join(bin, name), 0o755);
  }
  for (const name of REAL) linkOnce(execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(), bin);
}

function linkOnce(program: string, bin: string): void {
  if (program.startsWith('/')) symlinkSync(program, path.join(bin, path.basename(program)));
}
