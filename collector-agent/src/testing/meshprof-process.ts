import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MESHPROF = fileURLToPath(new URL('../../bin/meshprof.mjs', import.meta.url));
/** Only against a hang: no test waits for this. */
const HANG_LIMIT_MS = 120_000;

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MeshprofProcess {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when standard error matches; rejects with all output if the command ends before. */
  stderrMatches(pattern: RegExp): Promise<void>;
}

export interface MeshprofOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Put before the command, e.g. `setpriv` with its arguments. */
  readonly prefix?: readonly string[];
  /** Of a process that lives through several tests. */
  readonly hangLimitMs?: number;
}

/** Starts the `meshprof` command as a user would. */
export function startMeshprof(args: readonly string[], options?: MeshprofOptions): MeshprofProcess {
  return startNode([MESHPROF, ...args], options);
}

/** The controller's own process, not the command that starts it: killing that one would leave the service running. */
export function startController(args: readonly string[], options?: MeshprofOptions): MeshprofProcess {
  return startNode([fileURLToPath(new URL('main.ts', import.meta.resolve('@meshprof/controller'))), ...args], options);
}

function startNode(
  args: readonly string[],
  { env, prefix = [], hangLimitMs = HANG_LIMIT_MS }: MeshprofOptions = {}
): MeshprofProcess {
  const [file = '', ...rest] = [...prefix, process.execPath, ...args];
  const child = spawn(file, rest, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), hangLimitMs);
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ status, ...text });
    });
  });
  return { child, finished, stderrMatches: (pattern) => waitForText(child, text, pattern) };
}

export function runMeshprof(args: readonly string[], options?: MeshprofOptions): Promise<Finished> {
  return startMeshprof(args, options).finished;
}

function waitForText(child: ChildProcess, text: { stderr: string }, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (pattern.test(text.stderr)) resolve();
    };
    child.stderr?.on('data', look);
    child.on('close', () => reject(new Error(`ended without ${pattern}:\n${text.stderr}`)));
    look();
  });
}
