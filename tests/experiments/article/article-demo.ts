import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { demoBinaries } from '../../../standalone/src/demo/demo-binaries.ts';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';
import { startDemo } from '../../../standalone/src/demo/demo.ts';
import { freePortForEach } from '../../harness/free-ports.ts';
import { descendantsOf } from '../../harness/process-tree.ts';

/** The proxy alone on one CPU, as it would be with a limit of its own; everything that serves it on the other. */
const PROXY_CPU = '0';
export const OTHER_CPU = '1';

/** The demo mesh without load of its own and without Prometheus, each program on its CPU. */
export async function startArticleDemo(folder: string): Promise<Demo> {
  const started = await startDemo({
    runDir: path.join(folder, 'demo'),
    binaries: demoBinaries(),
    ports: await freePortForEach(),
    load: { requestsPerSecond: 1, connections: 1 },
    prometheus: false,
  });
  if (!started.ok) throw new Error(started.problem.message);
  started.demo.load.pause();
  pin(started.demo.pids());
  return started.demo;
}

export const hasTwoCpus = (): boolean => os.availableParallelism() >= 2;

function pin(pids: Readonly<Record<string, number>>): void {
  if (!hasTwoCpus()) return;
  for (const [program, pid] of Object.entries(pids)) {
    const cpu = program === 'envoy' ? PROXY_CPU : OTHER_CPU;
    for (const process of [pid, ...descendantsOf(pid)]) {
      execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', cpu, String(process)], { stdio: 'ignore' });
    }
  }
}
