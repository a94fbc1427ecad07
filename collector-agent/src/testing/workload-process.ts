import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WORKLOADS = fileURLToPath(new URL('../../../tests/workloads/', import.meta.url));

/** Programs of known behaviour (tests/workloads/README.md). Built by whoever needs them; quick if they are there. */
export function buildWorkloads(): void {
  execFileSync('make', ['-s', '-C', WORKLOADS], { stdio: ['ignore', 'ignore', 'inherit'] });
}

export function workloadPath(name: string): string {
  return path.join(WORKLOADS, 'build', name);
}

/** What a workload measured itself. */
export interface Truth {
  readonly elapsedNs: number;
  readonly cpuNs: number;
  readonly sleeps: number;
  readonly sleptNs: number;
}

export interface GatedWorkload {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Lets it work and gives what it measured; it then waits for `end`. */
  work(): Promise<Truth>;
  /** Lets it exit. */
  end(): void;
}

/** Context switches of the first thread by the kernel's own account. */
export function kernelSwitches(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const counts = [...status.matchAll(/^(?:non)?voluntary_ctxt_switches:\s+(\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Starts a workload that waits until it may work, so that a profiler can be there from the first instruction on. */
export async function startGatedWorkload(name: string, args: readonly string[] = []): Promise<GatedWorkload> {
  const child = spawn(workloadPath(name), [...args, '--gate'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const nextLine = async (): Promise<string> => ((await once(lines, 'line')) as [string])[0];
  const { pid } = JSON.parse(await nextLine()) as { pid: number };
  return {
    child,
    pid,
    async work() {
      const line = nextLine();
      child.stdin.write('\n');
      return JSON.parse(await line) as Truth;
    },
    end: () => child.stdin.end(),
  };
}
