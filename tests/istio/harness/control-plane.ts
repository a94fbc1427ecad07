import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KubeConfig, KubernetesObjectApi, type KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments, stringify } from 'yaml';
import { freePorts } from '../../harness/free-ports.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { controlPlaneFiles } from '../control-plane/build-control-plane.mjs';
import { ChildProgram } from './child-program.ts';
import { createAsWritten } from './create-as-written.ts';

/** `admin` may do everything, `agent` what RBAC grants to user `meshprof-agent`: nothing at first. */
const TOKENS = { admin: 'admin-of-the-test', agent: 'agent-of-the-test' } as const;
const NAMESPACE = 'istio-system';

/** A real kube-apiserver over etcd, and a real istiod that asks it. No nodes, no containers. */
export class ControlPlane {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly agentKubeconfig: string;
  readonly xdsPort: number;
  readonly admin: KubernetesObjectApi;
  readonly #apiPort: number;
  readonly #programs: ChildProgram[];

  private constructor(folder: string, ports: { apiPort: number; xdsPort: number }, programs: ChildProgram[]) {
    this.folder = folder;
    this.xdsPort = ports.xdsPort;
    this.#apiPort = ports.apiPort;
    this.kubeconfig = writeKubeconfig(folder, 'admin', ports.apiPort);
    this.agentKubeconfig = writeKubeconfig(folder, 'agent', ports.apiPort);
    this.#programs = programs;
    const config = new KubeConfig();
    config.loadFromFile(this.kubeconfig);
    this.admin = KubernetesObjectApi.makeApiClient(config);
  }

  /** `meshConfig`: what ConfigMap `istio` says; istiod follows it. */
  static async start(folder: string, meshConfig: object): Promise<ControlPlane> {
    const [etcdPort, etcdPeerPort, apiPort, xdsPort, httpPort, monitoringPort] = (await freePorts(6)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const programs = [startEtcd(folder, etcdPort, etcdPeerPort), startApiServer(folder, etcdPort, apiPort)];
    const plane = new ControlPlane(folder, { apiPort, xdsPort }, programs);
    try {
      await plane.#whenAnswering('the kube-apiserver', () => plane.admin.list('v1', 'Namespace'));
      await plane.#install(meshConfig);
      const istiod = startIstiod(folder, plane.kubeconfig, { xdsPort, httpPort, monitoringPort });
      programs.push(istiod);
      await plane.#whenAnswering('istiod', async () => {
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
  async apply(object: KubernetesObject, manager = 'kubectl'): Promise<KubernetesObject> {
    const strategy = 'application/apply-patch+yaml' as Parameters<KubernetesObjectApi['patch']>[5];
    return this.admin.patch(object, undefined, undefined, manager, true, strategy);
  }

  async stop(): Promise<void> {
    for (const program of [...this.#programs].reverse()) await program.stop();
  }

  async #install(meshConfig: object): Promise<void> {
    const crds = parseAllDocuments(readFileSync(controlPlaneFiles().crds, 'utf8'))
      .map((document) => document.toJS() as KubernetesObject | null)
      .filter((object) => object !== null);
    const url = `https://127.0.0.1:${this.#apiPort}/apis/apiextensions.k8s.io/v1/customresourcedefinitions`;
    for (const crd of crds) await createAsWritten({ url, token: TOKENS.admin }, crd);
    await this.apply(namespaceObject(NAMESPACE));
    await this.applyMeshConfig(meshConfig);
    await this.#whenAnswering('the Telemetry API', () =>
      this.admin.list('telemetry.istio.io/v1', 'Telemetry', NAMESPACE)
    );
  }

  async applyMeshConfig(meshConfig: object): Promise<void> {
    const metadata = { name: 'istio', namespace: NAMESPACE };
    const data = { mesh: stringify(meshConfig), meshNetworks: 'networks: {}' };
    await this.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data } as KubernetesObject);
  }

  async #whenAnswering(what: string, ask: () => Promise<unknown>): Promise<void> {
    await waitFor(
      async () => {
        for (const program of this.#programs) program.assertAlive();
        return ask().then(
          () => true,
          () => undefined
        );
      },
      { what, timeoutMs: 180_000, intervalMs: 500 }
    );
  }
}

export const namespaceObject = (name: string, labels: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

function startEtcd(folder: string, port: number, peerPort: number): ChildProgram {
  const url = `http://127.0.0.1:${port}`;
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const args = [
    `--data-dir=${path.join(folder, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
  ];
  return new ChildProgram('etcd', ['etcd', ...args], folder);
}

function startApiServer(folder: string, etcdPort: number, port: number): ChildProgram {
  const keyFile = path.join(folder, 'service-account.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  const tokenFile = path.join(folder, 'tokens.csv');
  writeFileSync(tokenFile, `${TOKENS.admin},admin,1,system:masters\n${TOKENS.agent},meshprof-agent,2\n`, {
    mode: 0o600,
  });
  const args = [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${path.join(folder, 'certificates')}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://meshprof.test',
    `--service-account-key-file=${keyFile}`,
    `--service-account-signing-key-file=${keyFile}`,
    `--token-auth-file=${tokenFile}`,
    '--authorization-mode=RBAC',
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
  ];
  return new ChildProgram('kube-apiserver', [controlPlaneFiles().kubeApiserver, ...args], folder);
}

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
  return new ChildProgram('istiod', [controlPlaneFiles().istiod, ...args], folder, ISTIOD_ENVIRONMENT);
}

function writeKubeconfig(folder: string, user: keyof typeof TOKENS, port: number): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${user}.kubeconfig`);
  const name = 'test';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name, user: { token: TOKENS[user] } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
