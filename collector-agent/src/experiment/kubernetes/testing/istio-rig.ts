import type { ExperimentFinding, ExperimentSpec, KnobValue, Variant } from '@meshprof/contracts';
import { stringify } from 'yaml';
import { ClientNodeCluster } from '../cluster/client-node-cluster.ts';
import { IstioDriver } from '../istio-driver.ts';
import { FakeIstioApi } from './fake-istio-api.ts';
import { PretendedProxy } from './pretended-proxy.ts';

export const turned = (...knobs: KnobValue[]): Variant => ({ name: 'turned', knobs });

/** A mesh that is ready for experiments. */
export const READY_MESH = {
  defaultProviders: { tracing: ['zipkin'], accessLogging: ['envoy'] },
  extensionProviders: [
    { name: 'zipkin', zipkin: { service: 'zipkin.istio-system.svc.cluster.local', port: 9411 } },
    { name: 'short', envoyFileAccessLog: { path: '/dev/stdout', logFormat: { text: '%RESPONSE_CODE%' } } },
    {
      name: 'sampler',
      opentelemetry: { service: 'otel.svc', port: 4317, dynatraceSampler: { tenant: 'x', clusterId: 1 } },
    },
  ],
};

/** The Istio driver over a fake API server and a proxy that says what the test wants. */
export class IstioRig {
  readonly api = new FakeIstioApi();
  readonly proxy = new PretendedProxy();
  #cluster: ClientNodeCluster | undefined;

  static async start(): Promise<IstioRig> {
    const rig = new IstioRig();
    rig.#cluster = new ClientNodeCluster(await rig.api.start());
    rig.setMesh(READY_MESH);
    rig.api.namespaceLabels.set('shop', {});
    return rig;
  }

  setMesh(mesh: object): void {
    this.api.configMaps.set('istio-system/istio', { mesh: stringify(mesh) });
  }

  driver(variants: Variant[] = [], more: Partial<ExperimentSpec> = {}, experimentId = 'exp-1'): IstioDriver {
    const spec: ExperimentSpec = {
      driver: 'istio',
      target: { namespace: 'shop' },
      baseline: { name: 'as-it-is', knobs: [] },
      variants,
      load: { generator: 'external' },
      ...more,
    };
    const cluster = this.#cluster as ClientNodeCluster;
    const times = { convergeLimitMs: 1_000, pollMs: 20 };
    return new IstioDriver({ experimentId, spec, cluster, proxy: this.proxy, pid: process.pid, ...times });
  }

  preflight(...knobs: KnobValue[]): Promise<readonly ExperimentFinding[]> {
    return this.driver([turned(...knobs)]).preflight();
  }

  stop(): Promise<void> {
    return this.api.stop();
  }
}
