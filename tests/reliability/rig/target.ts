import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { workloadFile } from '../../bench/subjects/gated-program.ts';

/** Busy and asleep a hundred times a second, for longer than any fault lasts. */
const WORK = ['--seconds', '2400', '--sleeps', '240000'];

/** A program to profile, its file in a folder of its own. */
export interface Target {
  readonly pid: number;
  kill(): Promise<void>;
}

/** `name`: of its file, and so of the process. */
export async function startTarget(folder: string, name = 'busy-sleep', args = WORK): Promise<Target> {
  const file = path.join(folder, name);
  if (!existsSync(file)) copyFileSync(workloadFile('busy-sleep'), file);
  const child: ChildProcess = spawn(file, args, { cwd: folder, stdio: 'ignore' });
  await once(child, 'spawn');
  return {
    pid: child.pid!,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
