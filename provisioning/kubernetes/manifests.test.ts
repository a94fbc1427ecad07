import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { AGENT_SETTINGS } from '../../collector-agent/src/config/agent-config.ts';
import { EXPERIMENT_AGENT_SETTINGS } from '../../collector-agent/src/config/experiment-agent-config.ts';
import { LOAD_CONSENT_LABEL } from '../../collector-agent/src/experiment/load/namespace-consent.ts';
import { PORTS } from '../../contracts/src/ports.ts';
import { CONTROLLER_SETTINGS } from '../../controller/src/config/controller-config.ts';

const here = import.meta.dirname;
const root = path.join(here, '..', '..');
const text = (file: string): string => readFileSync(path.join(here, file), 'utf8');
const versions = parseEnv(readFileSync(path.join(root, '.env'), 'utf8'));

const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).sort();
const kustomizations = files.filter((file) => file.endsWith('kustomization.yaml'));

interface Kustomization {
  readonly resources?: string[];
  readonly components?: string[];
  readonly patches?: { path?: string }[];
  readonly images?: { name: string; newTag?: string }[];
  readonly configMapGenerator?: { name: string; envs?: string[]; files?: string[]; literals?: string[] }[];
}
const kustomization = (file: string) => parse(text(file)) as Kustomization;

/** Variables of what a generator gives a program, wherever the generator is. */
function variablesOf(name: string): string[] {
  return kustomizations.flatMap((file) =>
    (kustomization(file).configMapGenerator ?? [])
      .filter((generator) => generator.name === name)
      .flatMap(({ envs = [], literals = [] }) => [
        ...envs.flatMap((env) => Object.keys(parseEnv(text(path.join(path.dirname(file), env))))),
        ...literals.map((literal) => literal.split('=')[0] ?? ''),
      ])
  );
}

describe('the manifests', () => {
  it('run the versions of .env', () => {
    const expected: Record<string, string | undefined> = { 'meshprof/collector': versions['COLLECTOR_VERSION'] };
    for (const file of kustomizations) {
      for (const { name, newTag } of kustomization(file).images ?? []) {
        if (newTag !== undefined)
          assert.equal(newTag, expected[name] ?? versions['MESHPROF_VERSION'], `${file}: ${name}`);
      }
    }
  });

  it('give programs only variables that they know', () => {
    const known = (settings: readonly { env: string }[]) => new Set(settings.map(({ env }) => env));
    const collector = readFileSync(path.join(root, 'provisioning', 'collector', 'config.yaml'), 'utf8');
    const tables: Record<string, ReadonlySet<string>> = {
      'meshprof-agent': known(AGENT_SETTINGS),
      'meshprof-experiment-agent': known(EXPERIMENT_AGENT_SETTINGS),
      'meshprof-controller': known(CONTROLLER_SETTINGS),
      'meshprof-collector': new Set(collector.match(/MESHPROF_\w+/g)),
    };
    for (const [name, table] of Object.entries(tables)) {
      const variables = variablesOf(name);
      assert.ok(variables.length > 0, name);
      for (const variable of variables) assert.ok(table.has(variable), `${name}: ${variable}`);
    }
    const all = new Set([...Object.values(tables)].flatMap((table) => [...table]));
    for (const file of files.filter((name) => /(deployment|daemon-set|controllers)\.yaml$/.test(name))) {
      for (const [, variable = ''] of text(file).matchAll(/name: (MESHPROF_\w+)/g))
        assert.ok(all.has(variable), variable);
    }
  });

  it('name only files that are there, and leave none out', () => {
    const named = new Set(kustomizations);
    for (const file of kustomizations) {
      const { resources = [], components = [], patches = [], configMapGenerator = [] } = kustomization(file);
      const inputs = [...resources, ...components, ...patches.flatMap((patch) => patch.path ?? [])];
      for (const { envs = [], files: generated = [] } of configMapGenerator) inputs.push(...envs, ...generated);
      for (const input of inputs) {
        const at = path.normalize(path.join(path.dirname(file), input));
        assert.ok(existsSync(path.join(here, at)), `${file}: ${input}`);
        named.add(at);
      }
    }
    const manifests = files.filter((file) => /\.(yaml|env)$/.test(file) && statSync(path.join(here, file)).isFile());
    assert.deepEqual(
      manifests.filter((file) => !named.has(file)),
      []
    );
  });

  it('use the ports of contracts and the label that the code asks for', () => {
    const { http, agentMetrics, collectorOtlpGrpc } = PORTS;
    assert.match(text('base/agent/daemon-set.yaml'), new RegExp(`containerPort: ${agentMetrics.port}\\b`));
    assert.match(text('base/controller/deployment.yaml'), new RegExp(`containerPort: ${http.port}\\b`));
    assert.match(text('base/collector/settings.env'), new RegExp(`0\\.0\\.0\\.0:${collectorOtlpGrpc.port}\\b`));
    assert.ok(
      text('experiment-namespace/role.yaml').includes(`${LOAD_CONSENT_LABEL.name}=${LOAD_CONSENT_LABEL.value}`)
    );
  });

  it('give init container and agent the same rights, which Compose gives too', () => {
    const [daemonSet] = parseAllDocuments(text('base/agent/daemon-set.yaml')).map(
      (document) => document.toJS() as { spec: { template: { spec: Record<string, Rights[]> } } }
    );
    const { initContainers = [], containers = [] } = daemonSet?.spec.template.spec ?? {};
    assert.deepEqual(initContainers[0]?.securityContext, containers[0]?.securityContext);
    const compose = parse(readFileSync(path.join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
      services: { agent: { cap_add: string[] } };
    };
    const { add } = containers[0]?.securityContext.capabilities ?? { add: [] };
    assert.deepEqual([...compose.services.agent.cap_add].sort(), [...add].sort());
  });
});

interface Rights {
  readonly securityContext: { readonly capabilities: { readonly add: string[] } };
}
