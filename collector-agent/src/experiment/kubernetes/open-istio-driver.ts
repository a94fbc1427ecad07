import type { ExperimentSpec } from '@meshprof/contracts';
import type { Driver } from '../drivers/driver.ts';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import { TargetProxy } from '../drivers/target-proxy.ts';
import { ClientNodeCluster } from './cluster/client-node-cluster.ts';
import { IstioDriver } from './istio-driver.ts';
import { AbsentProxyView } from './proxy/absent-proxy-view.ts';
import { AdminProxyView } from './proxy/admin-proxy-view.ts';

export interface OpenIstioOptions {
  readonly experimentId: string;
  /** Default: `$KUBECONFIG`, `~/.kube/config`, or the pod's service account. */
  readonly kubeconfig?: string;
  /** How long the proxy may take to show a change. Default: 60 s. */
  readonly convergeLimitMs?: number;
}

/** Where istio-proxy's admin listener is in every pod. */
const ADMIN_URL = 'http://127.0.0.1:15000';

/**
 * Imported when an experiment needs it: the Kubernetes client takes 39 MiB (docs/decisions/0018). `preflight-failed`
 * where there is no cluster. A proxy that is not there fails the preflight; what was written for it is put back.
 */
export async function openIstioDriver(
  spec: ExperimentSpec,
  { experimentId, kubeconfig, convergeLimitMs }: OpenIstioOptions
): Promise<Outcome<Driver>> {
  const cluster = openCluster(kubeconfig);
  if (!cluster.ok) return cluster;
  const proxy = await TargetProxy.open({ adminUrl: ADMIN_URL, ...spec.target });
  return succeed(
    new IstioDriver({
      experimentId,
      spec,
      cluster: cluster.value,
      proxy: proxy.ok ? new AdminProxyView(proxy.value) : new AbsentProxyView(proxy),
      pid: proxy.ok ? proxy.value.pid : (spec.target.pid ?? 0),
      ...(convergeLimitMs !== undefined && { convergeLimitMs }),
      ...(proxy.ok && { onClose: () => proxy.value.close() }),
    })
  );
}

function openCluster(kubeconfig: string | undefined): Outcome<ClientNodeCluster> {
  try {
    return succeed(ClientNodeCluster.open(kubeconfig));
  } catch (error) {
    return fail('preflight-failed', `The Kubernetes API cannot be reached: ${causeOf(error as Error)}`);
  }
}

/** Of a kubeconfig that is no YAML the parser quotes the lines around, which hold keys and tokens. */
function causeOf({ name, message }: Error): string {
  const [place = ''] = /\(\d+:\d+\)/.exec(message) ?? [];
  return name === 'YAMLException' ? `the kubeconfig is no YAML ${place}`.trimEnd() : message;
}
