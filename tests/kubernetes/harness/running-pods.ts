import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { collectorProgram } from '../../../provisioning/collector/build-collector.mjs';
import { projectRoot } from '../../../scripts/setup/folders.mjs';
import { ChildProgram } from '../../harness/child-program.ts';
import { buildController } from '../../harness/controller-bundle.ts';
import { waitFor } from '../../harness/wait-for.ts';
import {
  type Container,
  find,
  makeOverlay,
  type Manifest,
  type PodSpec,
  type Probe,
  render,
  workloads,
} from './kubectl.ts';
import { APP, type ContainerPlan } from './oci-config.ts';
import { startContainer } from './oci-container.ts';
import { PodNetwork } from './pod-network.ts';
import { makeVolumes } from './pod-volumes.ts';

const SINK_PORT = 4040;
export const NODE_NAME = 'worker-1';

/** What each image would start, and where its own files are. */
const IMAGES: Record<string, Pick<ContainerPlan, 'command' | 'binds'>> = {
  'meshprof-agent': { command: ['node', `${APP}/collector-agent/bin/meshprof.mjs`, 'agent'] },
  'meshprof-experiment-agent': { command: ['node', `${APP}/collector-agent/bin/meshprof.mjs`, 'experiment-agent'] },
  'meshprof-controller': { command: ['node', `${APP}/controller/bin/meshprof-controller.mjs`] },
  'meshprof-collector': {
    command: ['/opt/otelcol-meshprof', '--config=/etc/otelcol/config.yaml', '--feature-gates=service.profilesSupport'],
    binds: {
      '/opt': path.dirname(collectorProgram()),
      '/etc/otelcol': path.join(projectRoot, 'provisioning', 'collector'),
    },
  },
};

/** Each workload of the base, and the experiment agent, as one container in crun, with its environment, secrets, volumes and rights; one network. */
export class RunningPods {
  readonly #folder: string;
  readonly #network = new PodNetwork();
  readonly #programs: ChildProgram[] = [];
  readonly #objects: Manifest[];

  private constructor(folder: string) {
    this.#folder = folder;
    buildController();
    const script = path.join(projectRoot, 'provisioning', 'kubernetes', 'make-secrets.sh');
    const { stdout } = spawnSync(script, { encoding: 'utf8' });
    const secrets = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
    const overlay = makeOverlay(path.join(folder, 'with-experiments'), ['experiments']);
    this.#objects = [...render(overlay), ...secrets];
    const sink = fileURLToPath(new URL('./otlp-sink.ts', import.meta.url));
    this.#programs.push(
      new ChildProgram('sink', [...this.#network.enter, process.execPath, sink, String(SINK_PORT)], folder)
    );
  }

  static async open(folder: string): Promise<RunningPods> {
    const pods = new RunningPods(folder);
    await waitFor(() => pods.received().includes('listening') || undefined, { what: "the stores' stand-in" });
    return pods;
  }

  /** Starts a workload and waits until all probes of its manifest are answered; one that has none is just started. */
  async start(name: string): Promise<void> {
    const workload = workloads(this.#objects).find((one) => one.name === name);
    const pod = workload?.template.spec as PodSpec;
    const container = pod.containers[0] as Container;
    const folder = path.join(this.#folder, name);
    mkdirSync(folder);
    const { command, ...image } = IMAGES[name] as Pick<ContainerPlan, 'command' | 'binds'>;
    const program = startContainer(folder, {
      ...image,
      pod,
      container,
      command: [...command, ...(container.args ?? [])],
      volumes: makeVolumes(folder, pod, this.#objects),
      env: this.#environmentOf(container),
      network: this.#network.name,
    });
    this.#programs.push(program);
    for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
      if (probe !== undefined) await this.#whenAnswered(program, urlOf(probe, container));
    }
  }

  async #whenAnswered(program: ChildProgram, url: string): Promise<void> {
    // A kubelet looks at no certificate either.
    const script = `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
      fetch('${url}').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`;
    await waitFor(
      () => {
        program.assertAlive();
        return this.#inNetwork([process.execPath, '-e', script], {}).status === 0 || undefined;
      },
      { what: `${program.name} to answer ${url}`, intervalMs: 500 }
    );
  }

  /** The command line, as docs/guides/kubernetes.md sets it up behind a port-forward. */
  meshprof(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const { data: secret } = find(this.#objects, 'Secret', 'meshprof-controller') as unknown as Data;
    const authority = path.join(this.#folder, 'meshprof-agent', 'secrets', 'ca.crt');
    return this.#inNetwork(
      [process.execPath, path.join(projectRoot, 'collector-agent', 'bin', 'meshprof.mjs'), ...args],
      {
        MESHPROF_URL: 'https://localhost:8686',
        MESHPROF_TOKEN: Buffer.from(secret['token'] ?? '', 'base64').toString(),
        NODE_EXTRA_CA_CERTS: authority,
      }
    );
  }

  /** What the stores' stand-in has got, a line each: path, and services that are named in it. */
  received(): string[] {
    return this.#programs[0]?.lastLines(1_000).split('\n') ?? [];
  }

  log(name: string): string {
    return this.#programs.find((program) => program.name === name)?.lastLines(1_000) ?? '';
  }

  /** Of all containers, in the order in which they were started; the agent ends by itself. */
  async stop(): Promise<void> {
    for (const program of [...this.#programs].reverse()) await program.stop('SIGTERM');
    this.#network.remove();
  }

  #environmentOf({ env = [], envFrom = [] }: Container): Record<string, string> {
    const maps = envFrom.map(
      ({ configMapRef }) => find(this.#objects, 'ConfigMap', configMapRef.name) as unknown as Data
    );
    const own = env.map(({ name, value = NODE_NAME }) => [name, value]);
    return {
      ...Object.fromEntries(maps.flatMap(({ data }) => Object.entries(data))),
      ...(Object.fromEntries(own) as Record<string, string>),
      // Where the stand-in for the stores listens.
      MESHPROF_PROFILES_ENDPOINT: `127.0.0.1:${SINK_PORT}`,
      MESHPROF_LOGS_EXPORTER: 'otlp_grpc/logs',
      MESHPROF_LOGS_ENDPOINT: `127.0.0.1:${SINK_PORT}`,
    };
  }

  #inNetwork(command: readonly string[], env: Record<string, string>) {
    const [program = '', ...args] = [...this.#network.enter, ...command];
    return spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env }, timeout: 60_000 });
  }
}

function urlOf({ httpGet }: Probe, { ports = [] }: Container): string {
  const { path: at, port, scheme = 'HTTP' } = httpGet;
  const number = ports.find(({ name }) => name === port)?.containerPort;
  return `${scheme.toLowerCase()}://127.0.0.1:${number}${at}`;
}

interface Data {
  readonly data: Record<string, string>;
}
