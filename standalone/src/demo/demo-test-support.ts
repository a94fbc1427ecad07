/** What the demo's tests share: where its programs are, free ports, and questions to its Envoy and span sink. */
import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PORTS } from '@meshprof/contracts';
import { demoBinaries } from './demo-binaries.ts';
import { DEMO_LISTENERS, type Demo, type DemoPorts } from './demo-types.ts';

const HANG_LIMIT_MS = 30_000;

export const testBinaries = demoBinaries();

/** All of Meshprof's ports, those of the demo's listeners replaced by some that were free a moment ago. */
export async function freePorts(): Promise<DemoPorts> {
  const servers = await Promise.all(
    DEMO_LISTENERS.map(async (name) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return { name, server };
    })
  );
  const ports = servers.map(({ name, server }) => [name, (server.address() as AddressInfo).port] as const);
  await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  const defaults = Object.entries(PORTS).map(([name, { port }]) => [name, port] as const);
  return Object.fromEntries([...defaults, ...ports]) as DemoPorts;
}

/** Polls until `question` answers yes; throws after half a minute. */
export async function until(what: string, question: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + HANG_LIMIT_MS;
  while (!(await question())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await sleep(50);
  }
}

/** One of Envoy's counters or gauges. */
export async function envoyStat(demo: Demo, name: string): Promise<number> {
  const response = await fetch(`${demo.adminUrl}/stats?format=json&filter=^${name}$`);
  const { stats } = (await response.json()) as { stats: { name?: string; value?: number }[] };
  return stats.find((stat) => stat.name === name)?.value ?? 0;
}

export async function sinkSpans(demo: Demo): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${demo.ports.demoSpanSink}/stats`);
  return ((await response.json()) as { spans: number }).spans;
}

/** Sets runtime keys through the admin API; an empty value takes the override away. */
export async function modifyRuntime(demo: Demo, keys: Record<string, string>): Promise<void> {
  const response = await fetch(`${demo.adminUrl}/runtime_modify?${new URLSearchParams(keys).toString()}`, {
    method: 'POST',
  });
  if (response.status !== 200) throw new Error(`runtime_modify answered ${response.status}`);
}

/** Replaces a file the way Envoy watches for: written beside it, then moved onto it. */
export function moveOnto(path: string, content: string): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
