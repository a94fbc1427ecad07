import path from 'node:path';
import type { KubernetesObject, KubernetesObjectApi } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import { ChildProgram } from '../../harness/child-program.ts';
import { freePorts } from '../../harness/free-ports.ts';
import { goProgram } from '../../harness/go-programs/go-programs.mjs';
import { ApiServer } from '../../harness/kubernetes/api-server.ts';
import { installIstioTypes } from '../../harness/kubernetes/istio-types.ts';

/** What RBAC grants to it: nothing at first. */
const AGENT = { name: 'meshprof-agent', token: 'agent-of-the-test' } as const;
const NAMESPACE = 'istio-system';

/** A real kube-apiserver, and a real istiod that asks it. No nodes, no containers. */
export class ControlPlane {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly agentKubeconfig: string;
  readonly xdsPort: number;
  readonly admin: KubernetesObjectApi;
  readonly #server: ApiServer;
  #istiod: ChildProgram | undefined;

  private constructor(folder: string, server: ApiServer, xdsPort: number) {
    this.folder = folder;
    this.xdsPort = xdsPort;
    this.kubeconfig = server.kubeconfig;
    this.agentKubeconfig = server.kubeconfigOf(AGENT);
    this.admin = server.admin;
    this.#server = server;
  }

  /** `meshConfig`: what ConfigMap `istio` says; istiod follows it. */
  static async start(folder: string, meshConfig: object): Promise<ControlPlane> {
    const [xdsPort, httpPort, monitoringPort] = (await freePorts(3)) as [number, number, number];
    const plane = new ControlPlane(folder, await ApiServer.start(folder, [AGENT]), xdsPort);
    try {
      await plane.#install(meshConfig);
      const istiod = startIstiod(folder, plane.kubeconfig, { xdsPort, httpPort, monitoringPort });
      plane.#istiod = istiod;
      await plane.#server.whenAnswering('istiod', async () => {
        istiod.assertAlive();
        const answer = await fetch(`http://127.0.0.1:${httpPort}/ready`);
        if (!answer.ok) throw new Error(String(answer.status));
      });
      return plane;
    } catch (error) {
      await plane.stop();
      throw error;
    }
  }

  /** Creates or changes an object, as some person or tool other than us would. */
  apply(object: KubernetesObject, manager?: string): Promise<KubernetesObject> {
    return this.#server.apply(object, manager);
  }

  async stop(): Promise<void> {
    await this.#istiod?.stop();
    await this.#server.stop();
  }

  async #install(meshConfig: object): Promise<void> {
    await installIstioTypes(this.#server);
    await this.apply(namespaceObject(NAMESPACE));
    await this.applyMeshConfig(meshConfig);
  }

  async applyMeshConfig(meshConfig: object): Promise<void> {
    const metadata = { name: 'istio', namespace: NAMESPACE };
    const data = { mesh: stringify(meshConfig), meshNetworks: 'networks: {}' };
    await this.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data } as KubernetesObject);
  }
}

export const namespaceObject = (name: string, labels: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

interface IstiodPorts {
  readonly xdsPort: number;
  readonly httpPort: number;
  readonly monitoringPort: number;
}

/** Stock Envoy has none of Istio's own extensions, so istiod is told not to send them. */
const ISTIOD_ENVIRONMENT = {
  POD_NAME: 'istiod-0',
  POD_NAMESPACE: NAMESPACE,
  CLUSTER_ID: 'Kubernetes',
  ENABLE_LEADER_ELECTION: 'false',
  INJECTION_WEBHOOK_CONFIG_NAME: '',
  VALIDATION_WEBHOOK_CONFIG_NAME: '',
  PILOT_ENABLE_METADATA_EXCHANGE: 'false',
  PILOT_ENABLE_ALPN_FILTER: 'false',
};

function startIstiod(folder: string, kubeconfig: string, ports: IstiodPorts): ChildProgram {
  const args = [
    'discovery',
    `--kubeconfig=${kubeconfig}`,
    `--grpcAddr=127.0.0.1:${ports.xdsPort}`,
    `--httpAddr=127.0.0.1:${ports.httpPort}`,
    `--monitoringAddr=127.0.0.1:${ports.monitoringPort}`,
    '--httpsAddr=',
    '--secureGRPCAddr=',
    '--ctrlz_port=0',
    `--meshConfig=${path.join(folder, 'none')}`,
  ];
  return new ChildProgram('istiod', [goProgram('istiod'), ...args], folder, ISTIOD_ENVIRONMENT);
}
