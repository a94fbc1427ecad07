import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ComposeFile, Service } from '../../../provisioning/compose-file.ts';
import { type RootCommand, runInRoot, startInRoot } from './run-in-root.ts';
import { type Image, openStageRoot, type StageRoot } from './stage-root.ts';

export interface RunningService {
  readonly child: ChildProcess;
  /** Everything it has printed. */
  readonly output: () => string;
  /** As the engine asks: the service's health check, in its own root and network. */
  readonly isHealthy: () => Promise<boolean>;
}

/**
 * Runs services of a compose file from images that were built here, with the user, capabilities, environment and volumes
 * that the file gives them. Unlike an engine's, they share one network of their own, in which each service's name means
 * loopback; published ports are not reached from outside.
 */
export class ComposeNetwork {
  readonly #folder: string;
  readonly #file: ComposeFile;
  readonly #holder: ChildProcess;
  readonly #roots: StageRoot[] = [];
  readonly #running: ChildProcess[] = [];

  constructor(folder: string, file: ComposeFile) {
    this.#folder = folder;
    this.#file = file;
    this.#holder = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && exec sleep 86400'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  /** Where a volume's content lies on this machine. */
  volume(name: string): string {
    const folder = path.join(this.#folder, 'volumes', name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Runs a service that ends by itself; resolves with its output. */
  async run(name: string, image: Image): Promise<string> {
    const stage = this.#open(name, image);
    try {
      return await runInRoot(this.#commandOf(name, image, stage.root));
    } finally {
      stage.unmount();
    }
  }

  start(name: string, image: Image): RunningService {
    const stage = this.#open(name, image);
    this.#roots.push(stage);
    const command = this.#commandOf(name, image, stage.root);
    const child = startInRoot(command);
    this.#running.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const [kind, ...check] = this.#service(name).healthcheck?.test ?? [];
    if (kind !== 'CMD') throw new Error(`${name} has no health check that can be run`);
    const isHealthy = () =>
      runInRoot({ ...command, command: check }).then(
        () => true,
        () => false
      );
    return { child, output: () => output, isHealthy };
  }

  /** Of a program of this machine that stands in for a service. */
  spawn(program: string, args: readonly string[]): ChildProcess {
    const net = `--net=/proc/${this.#holder.pid}/ns/net`;
    const child = spawn('nsenter', [net, program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#running.push(child);
    return child;
  }

  /** What a client in the network gets: status and body. */
  fetch(
    url: string,
    options: { method?: string; headers?: Record<string, string>; body?: string } = {}
  ): { status: number; body: string } {
    const script = `const [url, options] = process.argv.slice(1).map((text) => JSON.parse(text));
      const answer = await fetch(url, options);
      process.stdout.write(JSON.stringify({ status: answer.status, body: await answer.text() }));`;
    const args = ['--input-type=module', '-e', script, JSON.stringify(url), JSON.stringify(options)];
    const net = `--net=/proc/${this.#holder.pid}/ns/net`;
    const text = execFileSync('nsenter', [net, process.execPath, ...args], { encoding: 'utf8' });
    return JSON.parse(text) as { status: number; body: string };
  }

  async close(): Promise<void> {
    for (const child of this.#running.reverse()) await end(child);
    await end(this.#holder);
    for (const root of this.#roots) root.unmount();
    rmSync(path.join(this.#folder, 'volumes'), { recursive: true, force: true });
  }

  #open(name: string, image: Image): StageRoot {
    const stage = openStageRoot(path.join(this.#folder, `container-${name}`), image);
    const etc = path.join(stage.root, 'etc');
    mkdirSync(etc, { recursive: true });
    writeFileSync(path.join(etc, 'hosts'), `127.0.0.1 localhost ${Object.keys(this.#file.services).join(' ')}\n`);
    return stage;
  }

  #commandOf(name: string, image: Image, root: string): RootCommand {
    const service = this.#service(name);
    return {
      root,
      command: [...image.entrypoint, ...(service.command ?? [])],
      workdir: image.workdir,
      user: image.user,
      env: { ...image.env, ...service.environment },
      ...(service.cap_drop !== undefined && { capabilities: service.cap_add ?? [] }),
      ...(service.read_only === true && { readOnly: true }),
      mounts: Object.fromEntries((service.volumes ?? []).map((volume) => this.#mountOf(volume, root))),
      networkOfPid: this.#holder.pid!,
    };
  }

  /** A new volume gets what the image has at its place, with its owner, as an engine does. */
  #mountOf(volume: string, root: string): [string, string] {
    const [source = '', inner = ''] = volume.split(':');
    if (source.startsWith('.')) return [inner, path.resolve(source)];
    const folder = this.volume(source);
    const place = path.join(root, inner);
    mkdirSync(place, { recursive: true });
    execFileSync('chown', [`--reference=${place}`, folder]);
    return [inner, folder];
  }

  #service(name: string): Service {
    const service = this.#file.services[name];
    if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
    return service;
  }
}

/** As an engine ends a container, with less patience. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(timer);
}
