import assert from 'node:assert/strict';
import type { ClusterAnswer } from '../../../collector-agent/src/experiment/kubernetes/cluster/cluster-answer.ts';
import type { ClusterApi } from '../../../collector-agent/src/experiment/kubernetes/cluster/cluster-api.ts';

/** A namespace with a workload, and Istio's. */
export const SHOP = 'shop';
export const ISTIO = 'istio-system';

export const INTENT = {
  namespace: SHOP,
  name: 'meshprof-cart',
  annotations: {},
  spec: { selector: { matchLabels: { app: 'cart' } }, tracing: [{ randomSamplingPercentage: 10 }] },
};

/** Makes every request that experiments make of a cluster. A method that is added to the interface does not compile here until it is called. */
export async function callEverything(cluster: ClusterApi): Promise<void> {
  const calls: Record<keyof ClusterApi, () => Promise<ClusterAnswer<unknown>>> = {
    telemetries: async () => {
      const { telemetries } = cluster;
      for (const namespace of [SHOP, ISTIO]) valueOf(await telemetries.list(namespace));
      const made = valueOf(await telemetries.apply(INTENT));
      valueOf(await telemetries.apply(INTENT, { dryRun: true, force: true }));
      valueOf(await telemetries.replace(made));
      return telemetries.remove(valueOf(await telemetries.read(SHOP, INTENT.name)));
    },
    envoyFilters: async () => {
      const { envoyFilters } = cluster;
      for (const namespace of [SHOP, ISTIO]) valueOf(await envoyFilters.list(namespace));
      valueOf(await envoyFilters.apply({ ...INTENT, spec: { priority: 10 } }));
      return envoyFilters.remove(valueOf(await envoyFilters.read(SHOP, INTENT.name)));
    },
    leases: async () => {
      const made = valueOf(await cluster.leases.create({ ...INTENT, spec: { holderIdentity: 'experiment' } }));
      valueOf(await cluster.leases.replace(made));
      return cluster.leases.remove(valueOf(await cluster.leases.read(SHOP, INTENT.name)));
    },
    readConfigMapKey: () => cluster.readConfigMapKey(ISTIO, 'istio', 'mesh'),
    readNamespaceLabels: () => cluster.readNamespaceLabels(SHOP),
    listAutoscalers: () => cluster.listAutoscalers(SHOP),
    may: () => cluster.may({ group: '', resource: 'secrets', verb: 'list', namespace: SHOP }),
  };
  for (const call of Object.values(calls)) valueOf(await call());
}

function valueOf<T>(answer: ClusterAnswer<T>): T {
  assert.ok(answer.ok, answer.ok ? '' : answer.sentence);
  return answer.value;
}
