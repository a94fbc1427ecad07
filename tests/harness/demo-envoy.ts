import type { ListedTarget, Page } from '@meshprof/contracts';
import type { RunningMeshprof } from './running-meshprof.ts';
import { waitFor } from './wait-for.ts';

/** The demo's Envoy as the controller lists it, once the agent has reported it. */
export function findDemoEnvoy(meshprof: RunningMeshprof): Promise<ListedTarget> {
  return waitFor(
    async () => {
      const { items } = await meshprof.api<Page<ListedTarget>>('GET', '/v1/targets?limit=500');
      return items.find(({ service }) => service === 'demo-envoy');
    },
    { what: 'the demo Envoy among the targets' }
  );
}
