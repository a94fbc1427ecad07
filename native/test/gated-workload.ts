import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const WORKLOADS = join(import.meta.dirname, '../../tests/workloads');

/** Builds the known-answer programs in C (nothing to do where they are built). */
export function buildWorkloads(): void {
  execFileSync('make', ['-s', '-C', WORKLOADS], { stdio: ['ignore', 'ignore', 'inherit'] });
}

export const workloadPath = (name: string) => join(WORKLOADS, 'build', name);

/** What a program measured of itself; see tests/workloads/README.md. */
export interface Truth {
  readonly threads: readonly {
    readonly tid: number;
    readonly cpuNs: number;
    readonly voluntarySwitches: number;
    readonly involuntarySwitches: number;
  }[];
  readonly [name: string]: unknown;
}

export interface GatedWorkload {
  readonly pid: number;
  /** Lets it do its work; resolves with what it measured. It then waits for `end()`. */
  run(): Promise<Truth>;
  /** Lets it end, and waits until it has. */
  end(): Promise<void>;
}

/**
 * Until the process waits at its gate. A thread says that it sleeps a moment before it does and is counted, hence the
 * second look.
 */
export async function untilAsleep(pid: number): Promise<void> {
  const look = () => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^State:\s+S/m.test(status) ? status : undefined;
  };
  for (let seen = look(); ;) {
    await sleep(20);
    const now = look();
    if (now !== undefined && now === seen) return;
    seen = now;
  }
}

/** Starts a program, one of tests/workloads or any by its path, that waits at its gate before it works and again before it ends. */
export async function startWorkload(name: string, ...options: string[]): Promise<GatedWorkload> {
  const program = isAbsolute(name) ? name : workloadPath(name);
  const child = spawn(program, ['--gate', ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const line = await lines.next();
    if (line.done) throw new Error(`${name} ended without a word`);
    return JSON.parse(line.value) as Truth;
  };
  await nextLine();
  await untilAsleep(child.pid!);
  return {
    pid: child.pid!,
    run: () => {
      child.stdin.write('\n');
      return nextLine();
    },
    end: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
