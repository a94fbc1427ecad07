import { readFileSync } from 'node:fs';
import type { ListedTarget, Page } from '@meshprof/contracts';
import type { RunningMeshprof } from './running-meshprof.ts';
import { waitFor } from './wait-for.ts';

/** Where the demo runs; without `stateDir` any demo of that controller is meant. */
type DemoPlace = Pick<RunningMeshprof, 'api'> & Partial<Pick<RunningMeshprof, 'stateDir'>>;

/** The demo's Envoy as the controller lists it, once the agent has reported it: its own, if other demos run too. */
export function findDemoEnvoy({ api, stateDir }: DemoPlace): Promise<ListedTarget> {
  return waitFor(
    async () => {
      const { items } = await api<Page<ListedTarget>>('GET', '/v1/targets?limit=500');
      return items.find(({ service, pid }) => service === 'demo-envoy' && (!stateDir || runsIn(stateDir, pid)));
    },
    { what: 'the demo Envoy among the targets' }
  );
}

function runsIn(folder: string, pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
  } catch {
    return false;
  }
}
