import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';

/** No network plug-in enforces policies here, so this asks them as Kubernetes defines them. */
const policies = ['base/agent', 'base/controller', 'base/collector', 'components/experiments'].flatMap((folder) =>
  parseAllDocuments(readFileSync(path.join(import.meta.dirname, folder, 'network-policy.yaml'), 'utf8')).map(
    (document) => document.toJS() as Policy
  )
);

type Labels = Readonly<Record<string, string>>;
interface Selector {
  readonly matchLabels?: Labels;
}
interface Peer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number }[];
}
interface Policy {
  readonly metadata: { readonly namespace: string };
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}
interface Pod {
  readonly namespace: string;
  readonly namespaceLabels?: Labels;
  readonly labels: Labels;
}

const matches = ({ matchLabels = {} }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([name, value]) => labels[name] === value);

function isPeer({ namespaceSelector, podSelector }: Peer, policy: Policy, pod: Pod): boolean {
  const namespaceLabels = { 'kubernetes.io/metadata.name': pod.namespace, ...pod.namespaceLabels };
  const isNamespace =
    namespaceSelector === undefined
      ? pod.namespace === policy.metadata.namespace
      : matches(namespaceSelector, namespaceLabels);
  return isNamespace && matches(podSelector ?? {}, pod.labels);
}

/** A pod that no policy selects may do anything; one that some select may do what one of them allows. */
function allows(direction: 'Ingress' | 'Egress', pod: Pod, other: Pod, port: number): boolean {
  const selecting = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace &&
      spec.policyTypes.includes(direction) &&
      matches(spec.podSelector, pod.labels)
  );
  return (
    selecting.length === 0 ||
    selecting.some((policy) =>
      ((direction === 'Ingress' ? policy.spec.ingress : policy.spec.egress) ?? []).some((rule) => {
        const peers = direction === 'Ingress' ? rule.from : rule.to;
        const isPort = rule.ports === undefined || rule.ports.some((one) => one.port === port);
        return isPort && (peers === undefined || peers.some((peer) => isPeer(peer, policy, other)));
      })
    )
  );
}

const mayConnect = (from: Pod, to: Pod, port: number): boolean =>
  allows('Egress', from, to, port) && allows('Ingress', to, from, port);

const ours = (namespace: string, name: string): Pod => ({ namespace, labels: { 'app.kubernetes.io/name': name } });
const AGENT = ours('meshprof-agents', 'meshprof-agent');
const EXPERIMENT_AGENT = ours('meshprof-agents', 'meshprof-experiment-agent');
const CONTROLLER = ours('meshprof', 'meshprof-controller');
const COLLECTOR = ours('meshprof', 'meshprof-collector');
const GRAFANA: Pod = {
  namespace: 'monitoring',
  namespaceLabels: { 'meshprof.dev/client': 'allowed' },
  labels: { app: 'grafana' },
};
const STRANGER: Pod = { namespace: 'shop', labels: { app: 'cart' } };
const STRANGER_BESIDE_AGENTS = ours('meshprof-agents', 'debug');
const STORE: Pod = { namespace: 'pyroscope', labels: { app: 'pyroscope' } };

describe('the network policies', () => {
  const needed: [string, Pod, Pod, number][] = [
    ['agent → controller', AGENT, CONTROLLER, 8686],
    ['agent → Collector', AGENT, COLLECTOR, 14317],
    ['agent → API server', AGENT, { namespace: 'default', labels: {} }, 6443],
    ['agent → DNS', AGENT, { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }, 53],
    ['experiment agent → controller', EXPERIMENT_AGENT, CONTROLLER, 8686],
    ['experiment agent → Collector', EXPERIMENT_AGENT, COLLECTOR, 14317],
    ['controller → Collector', CONTROLLER, COLLECTOR, 14317],
    ['controller → Prometheus', CONTROLLER, GRAFANA, 9090],
    ['Collector → Pyroscope', COLLECTOR, STORE, 4040],
    ['Collector → Loki', COLLECTOR, STORE, 3100],
    ['Grafana → controller', GRAFANA, CONTROLLER, 8686],
    ['Prometheus → agent', GRAFANA, AGENT, 8687],
    ['Prometheus → Collector', GRAFANA, COLLECTOR, 18888],
  ];
  for (const [what, from, to, port] of needed) {
    it(`let ${what} through`, () => assert.ok(mayConnect(from, to, port)));
  }

  const refused: [string, Pod, Pod, number][] = [
    ['any pod → controller', STRANGER, CONTROLLER, 8686],
    ['any pod → Collector', STRANGER, COLLECTOR, 14317],
    ["any pod → agent's metrics", STRANGER, AGENT, 8687],
    ['Grafana → Collector’s receiver', GRAFANA, COLLECTOR, 14317],
    ['agent → workloads', AGENT, STRANGER, 8080],
    ['agent → the store past the Collector', AGENT, STORE, 4040],
    ['agent → agent', AGENT, AGENT, 8687],
    ['controller → workloads', CONTROLLER, STRANGER, 8080],
    ['controller → agents', CONTROLLER, AGENT, 8687],
    ['Collector → controller', COLLECTOR, CONTROLLER, 8686],
    ['another pod beside the agents → anywhere', STRANGER_BESIDE_AGENTS, CONTROLLER, 8686],
    ['anything → experiment agent', GRAFANA, EXPERIMENT_AGENT, 8687],
  ];
  for (const [what, from, to, port] of refused) {
    it(`refuse ${what}`, () => assert.equal(mayConnect(from, to, port), false));
  }
});
