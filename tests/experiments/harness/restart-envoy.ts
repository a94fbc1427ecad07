import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';
import { waitFor } from '../../harness/wait-for.ts';

/** Kills the demo's Envoy and starts it again as it was, but with its standard output going nowhere. */
export async function restartEnvoy({ pids, adminUrl }: Pick<Demo, 'pids' | 'adminUrl'>): Promise<ChildProcess> {
  const pid = pids()['envoy']!;
  const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  process.kill(pid, 'SIGKILL');
  await waitFor(() => (pids()['envoy'] === undefined ? true : undefined), { what: 'the end of Envoy', intervalMs: 10 });
  const child = spawn(program!, args, { stdio: 'ignore' });
  await waitFor(() => isReady(adminUrl), { what: 'the new Envoy' });
  return child;
}

async function isReady(adminUrl: string): Promise<true | undefined> {
  const answer = await fetch(`${adminUrl}/ready`).catch(() => undefined);
  return answer?.ok === true ? true : undefined;
}
