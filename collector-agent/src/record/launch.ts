import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readProcessStat } from '../discovery/process-facts.ts';
import { findProgram } from '../files/find-program.ts';

/** How a launched program ended: its status, or the signal that ended it. */
export type ExitStatus = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export interface LaunchedProgram {
  readonly pid: number;
  /** Base name of the program, without its folder. */
  readonly name: string;
  /** Resolves once it has ended. */
  readonly exited: Promise<ExitStatus>;
  /** Lets it run: until then it has not executed its first instruction. */
  resume(): void;
  signal(signal: NodeJS.Signals): void;
  /**
   * Asks it to end (SIGTERM) and, if it does not, ends it. A program that has a signal already is given the time to
   * act on it first.
   */
  end(options?: { readonly hasSignal: boolean }): Promise<ExitStatus>;
}

export type LaunchResult =
  { readonly ok: true; readonly program: LaunchedProgram } | { readonly ok: false; readonly message: string };

/** A shell that stops itself and then becomes the program: a session can open before anything has happened. */
const LAUNCHER = 'kill -STOP $$; exec "$@"';
const STOP_WITHIN_MS = 5_000;
const GRACE_MS = 2_000;

/** Starts `command` (program and arguments) stopped, with this process's standard streams and process group. */
export async function launchStopped(command: readonly string[]): Promise<LaunchResult> {
  const [name = '', ...args] = command;
  const file = findProgram(name);
  if (file === undefined) return { ok: false, message: `cannot run ${name}: there is no such program` };
  const child = spawn('/bin/sh', ['-c', LAUNCHER, 'meshprof-launch', file, ...args], { stdio: 'inherit' });
  const exited = exitOf(child);
  if (child.pid === undefined) return { ok: false, message: `cannot run ${name}: /bin/sh does not start` };
  if (!(await isStopped(child.pid))) {
    child.kill('SIGKILL');
    return { ok: false, message: `cannot run ${name}: it did not stop before its start` };
  }
  return { ok: true, program: launched(child, child.pid, path.basename(file), exited) };
}

function launched(child: ChildProcess, pid: number, name: string, exited: Promise<ExitStatus>): LaunchedProgram {
  return {
    pid,
    name,
    exited,
    resume: () => void child.kill('SIGCONT'),
    signal: (signal) => void child.kill(signal),
    async end({ hasSignal } = { hasSignal: false }) {
      if (child.exitCode !== null || child.signalCode !== null) return exited;
      if (hasSignal) await Promise.race([exited, sleep(GRACE_MS, undefined, { ref: false })]);
      child.kill('SIGTERM');
      // A stopped process acts on SIGTERM only once it runs.
      child.kill('SIGCONT');
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      const status = await exited;
      clearTimeout(timer);
      return status;
    },
  };
}

function exitOf(child: ChildProcess): Promise<ExitStatus> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}

async function isStopped(pid: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < STOP_WITHIN_MS; waitedMs += 5) {
    const state = readProcessStat(pid)?.state;
    if (state === 'T') return true;
    if (state === undefined || state === 'Z') return false;
    await sleep(5);
  }
  return false;
}
