import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectRoot } from '../../scripts/setup/folders.mjs';
import { ApiServer } from '../harness/kubernetes/api-server.ts';
import { guideCommands } from './harness/guide.ts';
import { KubectlShell, makeOverlay, render, workloads } from './harness/kubectl.ts';
import { reasonWithoutApiServer } from './harness/reason-to-skip.ts';
import {
  AGENT,
  COLLECTOR,
  CONTROLLER,
  EXPERIMENT_AGENT,
  mayDo,
  type Question,
  rulesOf,
  userNameOf,
} from './harness/service-account.ts';

/** Beyond `restricted`, by Pod Security's own words; anything else would be news. */
const AGENT_HAS = [
  'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")',
  'host namespaces (hostPID=true)',
  'unrestricted capabilities (containers "check", "agent" must not include "BPF", "CHECKPOINT_RESTORE", "DAC_READ_SEARCH", "PERFMON", "SYS_PTRACE" in securityContext.capabilities.add)',
  'restricted volume types (volume "state" uses restricted volume type "hostPath")',
  'runAsNonRoot != true (pod or containers "check", "agent" must set securityContext.runAsNonRoot=true)',
  'runAsUser=0 (pod must not set runAsUser=0)',
];

describe('the manifests on a real kube-apiserver', { skip: reasonWithoutApiServer() }, () => {
  let folder: string;
  let server: ApiServer;
  let shell: KubectlShell;
  const commands = guideCommands();
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-kubernetes-'));
    server = await ApiServer.start(folder);
    shell = new KubectlShell(folder, server.kubeconfig);
    // What a cluster with Istio has.
    for (const name of ['istio-system', 'shop', 'monitoring']) shellRun(`kubectl create namespace ${name}`);
    for (const name of ['worker-1']) await server.ask('/api/v1/nodes', { body: nodeObject(name) });
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Fails on an error, and on anything that the server warns of. */
  const shellRun = (script: string): string => {
    const { status, stdout, stderr } = shell.run(script);
    assert.equal(status, 0, `${script}\n${stderr}`);
    assert.doesNotMatch(stderr, /warning/i, script);
    return stdout;
  };
  const runGuide = (heading: string): void => {
    const blocks = commands.get(heading);
    assert.ok(blocks !== undefined, `docs/guides/kubernetes.md has commands under "${heading}"`);
    for (const block of blocks) shellRun(block);
    commands.delete(heading);
  };

  it('are installed by the commands of the guide, without a warning', () => {
    runGuide('Install');
    const applied = shellRun('kubectl apply --server-side --dry-run=server -k provisioning/kubernetes/base');
    assert.match(applied, /daemonset\.apps\/meshprof-agent serverside-applied/);
  });

  it('never overwrite secrets that are in use', () => {
    const { status, stderr } = shell.run('provisioning/kubernetes/make-secrets.sh | kubectl create -f -');
    assert.equal(status, 1);
    assert.match(stderr, /secrets "meshprof-controller" already exists/);
  });

  it('are admitted with every component, as an operator would combine them', () => {
    for (const heading of ['Make it yours', 'Connect Grafana', 'Experiments']) runGuide(heading);
  });

  it('take every component at once', () => {
    const names = readdirSync(path.join(projectRoot, 'provisioning', 'kubernetes', 'components'));
    const overlay = makeOverlay(path.join(folder, 'all-components'), names);
    shellRun(`kubectl apply --server-side --dry-run=server -k ${overlay}`);
    const agent = workloads(render(overlay)).find(({ name }) => name === 'meshprof-agent');
    for (const { securityContext } of [
      ...(agent?.template.spec.initContainers ?? []),
      ...(agent?.template.spec.containers ?? []),
    ]) {
      assert.deepEqual(securityContext.capabilities.add?.slice(-2), ['SYSLOG', 'SYS_ADMIN']);
    }
    assert.deepEqual(agent?.template.spec.securityContext.seLinuxOptions, { type: 'spc_t' });
  });

  it('make pods that their namespaces admit', async () => {
    const all = workloads(render('overlays/example'));
    assert.equal(all.length, 4);
    for (const { name, namespace, template } of all) {
      const answer = await createPod(namespace, template);
      assert.equal(answer.status, 201, `${name}: ${JSON.stringify(answer.body)}`);
      assert.deepEqual(answer.warnings, []);
    }
  });

  it('give the agent exactly this beyond what `restricted` allows', async () => {
    const agent = workloads(render('base')).find(({ name }) => name === 'meshprof-agent');
    assert.ok(agent !== undefined);
    // The namespace beside it admits nothing of the kind, and says why.
    const spec = { ...agent.template.spec, serviceAccountName: 'meshprof-controller' };
    const { status, body } = await createPod('meshprof', { ...agent.template, spec });
    assert.equal(status, 403);
    const reasons = /violates PodSecurity "restricted:latest": (.*)$/.exec(String(body['message']))?.[1] ?? '';
    assert.deepEqual(reasons.split(/(?<=\)), /).sort(), AGENT_HAS.sort());
  });

  it('grant each account its rules and no others, in every namespace', async () => {
    const namespaces = ['default', 'meshprof', 'meshprof-agents', 'shop', 'istio-system', 'kube-system'];
    for (const namespace of namespaces) {
      const everybody = await rulesOf(server, 'system:serviceaccount:default:nobody', namespace);
      const own = async (account: Parameters<typeof userNameOf>[0]) =>
        [...(await rulesOf(server, userNameOf(account), namespace))].filter((line) => !everybody.has(line)).sort();
      assert.deepEqual(await own(CONTROLLER), []);
      assert.deepEqual(await own(COLLECTOR), []);
      assert.deepEqual(await own(AGENT), ['list pods', 'watch pods']);
      assert.deepEqual(await own(EXPERIMENT_AGENT), EXPERIMENT_RULES[namespace] ?? [], namespace);
    }
  });

  for (const [account, questions] of [
    [
      AGENT,
      [
        { verb: 'list', resource: 'pods' },
        { verb: 'watch', resource: 'pods' },
      ],
    ],
    [
      EXPERIMENT_AGENT,
      [
        { verb: 'patch', resource: 'telemetries', group: 'telemetry.istio.io', namespace: 'shop' },
        { verb: 'get', resource: 'namespaces', namespace: 'shop', name: 'shop' },
        { verb: 'get', resource: 'configmaps', namespace: 'istio-system', name: 'istio' },
      ],
    ],
  ] as const) {
    it(`let ${account.name} do what it does`, async () => {
      for (const question of questions) {
        assert.ok(await mayDo(server, userNameOf(account), question), JSON.stringify(question));
      }
    });
  }

  for (const account of [AGENT, EXPERIMENT_AGENT, CONTROLLER, COLLECTOR]) {
    it(`do not let ${account.name} do what would be worth stealing its token for`, async () => {
      for (const question of FORBIDDEN) {
        assert.equal(await mayDo(server, userNameOf(account), question), false, JSON.stringify(question));
      }
    });
  }

  it('are upgraded and removed by the commands of the guide', () => {
    runGuide('Upgrade');
    runGuide('Uninstall');
    const left = shellRun(
      'kubectl get clusterroles,clusterrolebindings,priorityclasses -l app.kubernetes.io/part-of=meshprof'
    );
    assert.equal(left, '');
  });

  it('leave no command of the guide untried', () => assert.deepEqual([...commands.keys()], []));

  const createPod = (namespace: string, { metadata, spec }: { metadata: object; spec: object }) =>
    server.ask(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, {
      body: { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'trial', namespace }, spec },
    });
});

const nodeObject = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } });

const linesOf = (verbs: string, resource: string): string[] => verbs.split(' ').map((verb) => `${verb} ${resource}`);
const TELEMETRY = 'telemetries.telemetry.istio.io';
const EXPERIMENT_RULES: Readonly<Record<string, readonly string[]>> = {
  shop: [
    ...linesOf('create delete get list patch update', TELEMETRY),
    ...linesOf('create delete get update', 'leases.coordination.k8s.io'),
    'list horizontalpodautoscalers.autoscaling',
    'get namespaces',
  ].sort(),
  'istio-system': ['get configmaps istio', `list ${TELEMETRY}`, 'list envoyfilters.networking.istio.io'].sort(),
};

const FORBIDDEN: readonly Question[] = [
  { verb: 'get', resource: 'secrets', namespace: 'meshprof' },
  { verb: 'get', resource: 'secrets', namespace: 'meshprof-agents' },
  { verb: 'list', resource: 'secrets' },
  { verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'shop' },
  { verb: 'create', resource: 'pods', subresource: 'portforward', namespace: 'shop' },
  { verb: 'create', resource: 'pods', namespace: 'meshprof-agents' },
  { verb: 'update', resource: 'pods', subresource: 'ephemeralcontainers', namespace: 'shop' },
  { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'shop' },
  { verb: 'get', resource: 'nodes', subresource: 'proxy' },
  { verb: 'list', resource: 'nodes' },
  { verb: 'create', resource: 'serviceaccounts', subresource: 'token', namespace: 'meshprof-agents' },
  { verb: 'impersonate', resource: 'users' },
  { verb: 'escalate', resource: 'clusterroles', group: 'rbac.authorization.k8s.io' },
  { verb: 'bind', resource: 'clusterroles', group: 'rbac.authorization.k8s.io' },
  { verb: 'patch', resource: 'daemonsets', group: 'apps', namespace: 'meshprof-agents' },
  { verb: 'patch', resource: 'deployments', group: 'apps', namespace: 'shop' },
  { verb: 'patch', resource: 'telemetries', group: 'telemetry.istio.io', namespace: 'istio-system' },
  { verb: 'patch', resource: 'telemetries', group: 'telemetry.istio.io', namespace: 'default' },
  { verb: 'create', resource: 'envoyfilters', group: 'networking.istio.io', namespace: 'shop' },
  { verb: 'get', resource: 'namespaces', namespace: 'kube-system', name: 'kube-system' },
  { verb: 'get', resource: 'configmaps', namespace: 'istio-system', name: 'istio-ca-root-cert' },
];
