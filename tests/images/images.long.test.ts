import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ListedTarget, Page, Task } from '@meshprof/contracts';
import { filledCompose, versions } from '../../provisioning/compose-file.ts';
import { at, projectRoot } from '../harness/project.ts';
import { waitFor } from '../harness/wait-for.ts';
import { baseImages } from './engine/base-images.ts';
import { ImageBuilder } from './engine/build-image.ts';
import { ComposeNetwork, type RunningService } from './engine/compose-network.ts';
import { parseDockerfile } from './engine/parse-dockerfile.ts';
import { runInRoot } from './engine/run-in-root.ts';
import { EMPTY_IMAGE, type Image, openStageRoot, sizeBytes } from './engine/stage-root.ts';

const args = { ...versions, ...filledArgs() };

function filledArgs(): Record<string, string> {
  return Object.assign({}, ...Object.values(filledCompose().services).map(({ build }) => build?.args ?? {})) as Record<
    string,
    string
  >;
}

const missing =
  process.getuid?.() !== 0
    ? 'needs root'
    : ['debootstrap', 'git', 'ip'].find((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
const skip = missing === undefined ? false : missing === 'needs root' ? missing : `${missing} is not installed`;

/** What lies above the image that each begins with; a toolchain or a forgotten cache would be far above. */
const SIZE_LIMITS_MB = { agent: 170, controller: 20, 'experiment-agent': 100 };

describe('the images of our Dockerfiles, built in debootstrap roots', { skip, timeout: 7_000_000 }, () => {
  // For whoever works on this: stages that were built in MESHPROF_IMAGE_DIR are not built again.
  const kept = process.env.MESHPROF_IMAGE_DIR;
  const folder = kept ?? mkdtempSync('/var/tmp/meshprof-images-');
  const log = (line: string) => process.stdout.write(`# ${line.slice(0, 160)}\n`);
  let context: string;
  let network: ComposeNetwork;

  before(() => {
    context = path.join(folder, 'context');
    mkdirSync(context, { recursive: true });
    // What .dockerignore leaves: the files that are, or may become, part of the repository.
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: projectRoot });
    execFileSync('cpio', ['--null', '--pass-through', '--make-directories', '--unconditional', '--quiet', context], {
      cwd: projectRoot,
      input: files,
    });
  });

  after(async () => {
    await network?.close();
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  });

  const builders = new Map<string, ImageBuilder>();
  function builderOf(file: string): ImageBuilder {
    let builder = builders.get(file);
    if (builder === undefined) {
      const ownFolder = path.join(folder, file.replace('.Dockerfile', ''));
      mkdirSync(ownFolder, { recursive: true });
      builder = new ImageBuilder({
        stages: parseDockerfile(readFileSync(at('provisioning', 'docker', file), 'utf8'), args),
        folder: ownFolder,
        context,
        args,
        baseImage: baseImages(ownFolder),
        caches: caches(),
        onStep: (stage, step) => log(`${stage}: ${step}`),
      });
      builders.set(file, builder);
    }
    return builder;
  }
  const imageOf = (target: string) => builderOf('meshprof.Dockerfile').image(target);

  it('agent: small, without a shell, a package manager or a toolchain', async () => {
    const image = await imageOf('agent');
    const stage = openStageRoot(path.join(folder, 'look'), image);
    try {
      for (const place of [
        'bin/sh',
        'usr/bin/sh',
        'usr/bin/apt-get',
        'usr/bin/gcc',
        'usr/local/bin/npm',
        'app/native',
      ]) {
        assert.ok(!existsSync(path.join(stage.root, place)), place);
      }
    } finally {
      stage.unmount();
    }
    await checkSize('agent', image);
  });

  it('agent: `check` finds everything met with the capabilities of compose on a root that cannot be written', async () => {
    const image = await imageOf('agent');
    const stage = openStageRoot(path.join(folder, 'check'), image);
    const { cap_add = [] } = filledCompose().services['agent'] ?? {};
    try {
      const check = (capabilities: readonly string[]) =>
        runInRoot({
          ...image,
          root: stage.root,
          command: ['node', 'collector-agent/bin/meshprof.mjs', 'check', '--json'],
          capabilities,
          readOnly: true,
        });
      const found = JSON.parse(await check(cap_add)) as { id: string; met: boolean; remedy: string }[];
      assert.deepEqual(
        // Names of kernel functions need a sixth, which compose leaves to the user (docs/guides/compose.md).
        found.filter(({ id, met }) => !met && id !== 'kernel-symbols'),
        []
      );
      await assert.rejects(check(cap_add.filter((name) => name !== 'BPF')), /CAP_BPF/);
    } finally {
      stage.unmount();
    }
  });

  it('controller, agent and demo run as compose runs them, and a profile is taken', async () => {
    const file = filledCompose();
    network = new ComposeNetwork(path.join(folder, 'compose'), file);
    const busybox = await builderOf('collector.Dockerfile').image(`busybox:${versions['BUSYBOX_VERSION']}`);
    await network.run('secrets', busybox);
    const first = readFileSync(path.join(network.volume('controller-secrets'), 'token'), 'utf8');
    await network.run('secrets', busybox);
    const token = readFileSync(path.join(network.volume('controller-secrets'), 'token'), 'utf8');
    assert.equal(token, first, 'a second start keeps the secrets');
    assert.equal(statSync(path.join(network.volume('controller-secrets'), 'token')).mode & 0o777, 0o400);

    // The Collector's place: it takes what comes, so that exports do not fail.
    const receiver = at('tests', 'images', 'engine', 'receive-otlp.ts');
    network.spawn(process.execPath, [receiver, '14317']);
    const controller = network.start('controller', await imageOf('controller'));
    await healthy('controller', controller);
    const agent = network.start('agent', await imageOf('agent'));
    await healthy('agent', agent);
    const demo = network.start('demo', await imageOf('demo'));
    await healthy('demo', demo);

    const api = <T>(method: string, apiPath: string, body?: object): T => {
      const answer = network.fetch(`http://127.0.0.1:8686${apiPath}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      assert.ok(answer.status < 300, `${apiPath}: ${answer.status} ${answer.body}`);
      return JSON.parse(answer.body) as T;
    };
    const envoy = await waitFor(
      () =>
        api<Page<ListedTarget>>('GET', '/v1/targets?limit=500').items.find(({ process: name, service }) => {
          return name.startsWith('envoy') && service === 'demo-envoy';
        }),
      { what: `the demo's Envoy; the agent said:\n${agent.output()}`, timeoutMs: 60_000, intervalMs: 1_000 }
    );
    assert.equal(envoy.verdict, 'profilable');
    const selector = { process_pid: String(envoy.pid) };
    const { id } = api<Task>('POST', '/v1/tasks', { selector, events: ['on-cpu', 'off-cpu'], durationMs: 5_000 });
    const task = await waitFor(
      () => {
        const now = api<Task>('GET', `/v1/tasks/${id}`);
        return now.endedAt === undefined ? undefined : now;
      },
      { what: 'the end of the task', intervalMs: 1_000 }
    );
    assert.equal(task.state, 'completed', `${JSON.stringify(task)}\n${agent.output()}`);
    assert.ok(readdirSync(network.volume('controller-data')).length > 0, 'the database is on its volume');
    assert.ok(readdirSync(network.volume('agent-data')).length > 0, 'the credential is on its volume');
  });

  it('experiment-agent: starts as compose starts it, and has what makes load', async () => {
    const image = await imageOf('experiment-agent');
    await checkSize('experiment-agent', image);
    const agent = network.start('experiment-agent', image);
    await healthy('experiment-agent', agent);
    await waitFor(() => (/registered with the controller/.test(agent.output()) ? true : undefined), {
      what: 'the registration of the experiment agent',
    });
    const stage = openStageRoot(path.join(folder, 'tools'), image);
    try {
      for (const program of ['h2load', 'wrk', 'setpriv', 'nsenter', 'taskset', 'fallocate']) {
        await runInRoot({ ...image, root: stage.root, command: ['sh', '-c', `command -v ${program}`] });
      }
    } finally {
      stage.unmount();
    }
  });

  it('controller: only what it needs', async () => {
    await checkSize('controller', await imageOf('controller'));
  });

  it('grafana: the app is where Grafana looks for plugins, and the provisioning files where it looks for those', async () => {
    const image = await imageOf('grafana');
    const stage = openStageRoot(path.join(folder, 'grafana'), image);
    try {
      const app = path.join(stage.root, image.env['GF_PATHS_PLUGINS'] ?? '', 'meshprof-profiling-app');
      assert.ok(existsSync(path.join(app, 'plugin.json')) && existsSync(path.join(app, 'module.js')));
      const provisioned = path.join(stage.root, 'etc', 'grafana', 'provisioning');
      assert.deepEqual(readdirSync(provisioned).sort(), readdirSync(at('provisioning', 'grafana')).sort());
    } finally {
      stage.unmount();
    }
  });

  it('collector: runs from its image, healthy by its own check', async () => {
    const image = await builderOf('collector.Dockerfile').image('stage-1');
    log(`collector: ${mb(image)} MB`);
    const other = new ComposeNetwork(path.join(folder, 'collector-run'), filledCompose());
    try {
      await healthy('collector', other.start('collector', image));
    } finally {
      await other.close();
    }
  });

  const mb = (image: Pick<Image, 'layers'>) => Math.round(sizeBytes(image) / 1e6);

  async function checkSize(name: keyof typeof SIZE_LIMITS_MB, image: Image): Promise<void> {
    const base = name === 'agent' ? EMPTY_IMAGE : await imageOf(`node:${versions['NODE_VERSION']}-bookworm-slim`);
    const own = mb({ layers: image.layers.filter((layer) => !base.layers.includes(layer)) });
    log(`image ${name}: ${own} MB above ${name === 'agent' ? 'nothing' : 'its base'}`);
    assert.ok(own <= SIZE_LIMITS_MB[name], `${name} has ${own} MB`);
  }
});

async function healthy(name: string, service: RunningService): Promise<void> {
  await waitFor(
    async () => {
      if (service.child.exitCode !== null) throw new Error(`${name} ended:\n${service.output()}`);
      return (await service.isHealthy()) ? true : undefined;
    },
    { what: `the health check of ${name}`, timeoutMs: 90_000, intervalMs: 1_000 }
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${service.output()}`);
  });
}

/** Downloads and builds of this machine that the steps may use again, by their place in a root. */
function caches(): Record<string, string> {
  const wanted = {
    '/root/.npm': '.npm',
    '/root/go': 'go',
    '/root/.cache/go-build': '.cache/go-build',
    '/root/.cargo/registry': '.cargo/registry',
  };
  return Object.fromEntries(
    Object.entries(wanted)
      .map(([inner, outer]) => [inner, path.join(homedir(), outer)] as const)
      .filter(([, outer]) => existsSync(outer))
  );
}
