import { spawn } from 'node:child_process';
import { projectRoot } from './project.ts';

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: Uint8Array;
  /** Default: the project's root. */
  readonly cwd?: string;
  /** A hang limit, not an expectation. */
  readonly timeoutMs?: number;
}

/** Runs a program to its end and collects what it wrote. */
export function run(
  command: readonly string[],
  { env, input, cwd = projectRoot, timeoutMs = 120_000 }: RunOptions = {}
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), {
      cwd,
      env: { ...process.env, ...env },
      timeout: timeoutMs,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.end(input);
  });
}
