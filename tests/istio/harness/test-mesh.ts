import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KubernetesObject } from '@kubernetes/client-node';
import { freePorts } from '../../harness/free-ports.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { ChildProgram } from '../../harness/child-program.ts';
import { ControlPlane, namespaceObject } from './control-plane.ts';
import { startMeshEnvoy } from './mesh-envoy.ts';
import { TestNetwork } from './test-network.ts';

export const NAMESPACE = 'shop';
export const WORKLOAD = 'gateway';

/** Providers that a mesh prepared for experiments has; without Istio's own statistics, which stock Envoy lacks. */
export const MESH_CONFIG = {
  accessLogFile: '/dev/stdout',
  enableAutoMtls: false,
  defaultProviders: { metrics: [], tracing: ['zipkin'] },
  extensionProviders: [
    { name: 'zipkin', zipkin: { service: `sink.${NAMESPACE}.svc.cluster.local`, port: 9411 } },
    {
      name: 'meshprof-short',
      envoyFileAccessLog: { path: '/dev/stdout', logFormat: { text: '%RESPONSE_CODE% %DURATION%\n' } },
    },
    { name: 'meshprof-als', envoyHttpAls: { service: `sink.${NAMESPACE}.svc.cluster.local`, port: 9411 } },
    {
      name: 'meshprof-json',
      envoyFileAccessLog: { path: '/dev/stdout', logFormat: { labels: { code: '%RESPONSE_CODE%' } } },
    },
  ],
};

/** A control plane, an Envoy that it leads as gateway `shop/gateway`, an upstream, and a sink for spans. */
export class TestMesh {
  readonly plane: ControlPlane;
  readonly adminUrl: string;
  readonly url: string;
  readonly folder: string;
  readonly #network: TestNetwork;
  readonly #programs: ChildProgram[];

  private constructor(parts: {
    folder: string;
    plane: ControlPlane;
    network: TestNetwork;
    programs: ChildProgram[];
    adminPort: number;
    gatewayPort: number;
  }) {
    this.folder = parts.folder;
    this.plane = parts.plane;
    this.#network = parts.network;
    this.#programs = parts.programs;
    this.adminUrl = `http://127.0.0.1:${parts.adminPort}`;
    this.url = `http://127.0.0.1:${parts.gatewayPort}/`;
  }

  get proxyPid(): number {
    return this.#programs[0]?.pid ?? 0;
  }

  static async start(): Promise<TestMesh> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-istio-'));
    const network = new TestNetwork();
    const [adminPort, gatewayPort] = (await freePorts(2)) as [number, number];
    const plane = await ControlPlane.start(folder, MESH_CONFIG).catch((error: unknown) => {
      network.remove();
      throw error;
    });
    const labels = { app: WORKLOAD, istio: WORKLOAD };
    const address = network.hostAddress;
    const envoy = startMeshEnvoy({ folder, xdsPort: plane.xdsPort, adminPort, namespace: NAMESPACE, labels, address });
    const upstream = fileURLToPath(new URL('./upstream-and-sink.mjs', import.meta.url));
    const sink = new ChildProgram('upstream', [...network.enter, process.execPath, upstream], folder);
    const mesh = new TestMesh({ folder, plane, network, programs: [envoy, sink], adminPort, gatewayPort });
    try {
      await mesh.#describe(network, gatewayPort);
      await mesh.#whenServing();
      return mesh;
    } catch (error) {
      const lines = envoy.lastLines();
      await mesh.stop();
      throw new Error(`the mesh does not serve; Envoy's log:\n${lines}`, { cause: error });
    }
  }

  async stop(): Promise<void> {
    for (const program of this.#programs) await program.stop();
    await this.plane.stop();
    this.#network.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #describe(network: TestNetwork, gatewayPort: number): Promise<void> {
    await this.plane.apply(namespaceObject(NAMESPACE));
    for (const object of [
      ...serviceWithEndpoint('upstream', 'http', 8080, network.address),
      ...serviceWithEndpoint('sink', 'http-zipkin', 9411, network.address),
      gateway(gatewayPort),
      route(),
    ]) {
      await this.plane.apply(object);
    }
  }

  async #whenServing(): Promise<void> {
    await waitFor(
      async () => {
        for (const program of this.#programs) program.assertAlive();
        const answer = await fetch(this.url).catch(() => undefined);
        return answer?.ok === true ? true : undefined;
      },
      { what: 'the gateway to serve', timeoutMs: 120_000, intervalMs: 500 }
    );
  }
}

type Described = KubernetesObject & Record<string, unknown>;

function serviceWithEndpoint(name: string, portName: string, port: number, address: string): Described[] {
  const metadata = { name, namespace: NAMESPACE };
  const ports = [{ name: portName, port, protocol: 'TCP' }];
  const labels = { 'kubernetes.io/service-name': name };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports } },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels },
      addressType: 'IPv4',
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
      ports,
    },
  ];
}

function gateway(port: number): Described {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gateway', namespace: NAMESPACE },
    spec: {
      selector: { istio: WORKLOAD },
      servers: [{ port: { number: port, name: 'http', protocol: 'HTTP' }, hosts: ['*'], bind: '127.0.0.1' }],
    },
  };
}

function route(): Described {
  const host = `upstream.${NAMESPACE}.svc.cluster.local`;
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'upstream', namespace: NAMESPACE },
    spec: {
      hosts: ['*'],
      gateways: ['gateway'],
      http: [{ route: [{ destination: { host, port: { number: 8080 } } }] }],
    },
  };
}
