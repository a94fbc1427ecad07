import { ConfigNode } from '../../../proxy-settings/config-node.ts';

/** Who the proxy says it is to istiod: from the node of its bootstrap, as `/server_info` shows it. */
export interface ProxyIdentity {
  readonly type: 'sidecar' | 'router' | 'waypoint';
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly istioVersion: string;
  /** Undefined for the default revision. */
  readonly revision?: string;
  /** Of the Deployment or the like. */
  readonly workloadName?: string;
  /** istiod's namespace, by the address that the proxy asks. */
  readonly istiodNamespace: string;
  /** Frozen when the pod began (`defaultConfig`, ProxyConfig, annotation). */
  readonly concurrency?: number;
  readonly sampling?: number;
  readonly hasLegacyTracer: boolean;
  readonly drainSeconds: number;
}

const DEFAULT_NAMESPACE = 'istio-system';
const DEFAULT_DRAIN_SECONDS = 45;
const LEGACY_TRACERS = ['zipkin', 'lightstep', 'datadog', 'stackdriver', 'opencensus_agent'];

/** Undefined for a proxy that no istiod leads. */
export function proxyIdentityOf(serverInfo: unknown): ProxyIdentity | undefined {
  const info = new ConfigNode(serverInfo, '/server_info');
  const metadata = info.at('node', 'metadata');
  const type = /^(sidecar|router|waypoint)~/.exec(info.text('node', 'id') ?? '')?.[1];
  const namespace = metadata?.text('NAMESPACE');
  if (metadata === undefined || type === undefined || namespace === undefined) return undefined;
  const labels = textsOf(metadata.field('LABELS'));
  const config = metadata.field('PROXY_CONFIG');
  const revision = labels['istio.io/rev'];
  const workloadName = metadata.text('WORKLOAD_NAME');
  const concurrency = config?.number('concurrency');
  const sampling = config?.number('tracing', 'sampling');
  return {
    type: type as ProxyIdentity['type'],
    namespace,
    labels,
    istioVersion: metadata.text('ISTIO_VERSION') ?? 'unknown',
    ...(revision !== undefined && revision !== 'default' && { revision }),
    ...(workloadName !== undefined && { workloadName }),
    istiodNamespace: /^[^.]+\.([^.:]+)\./.exec(config?.text('discovery_address') ?? '')?.[1] ?? DEFAULT_NAMESPACE,
    ...(concurrency !== undefined && concurrency > 0 && { concurrency }),
    ...(sampling !== undefined && { sampling }),
    hasLegacyTracer: LEGACY_TRACERS.some((name) => config?.at('tracing', name) !== undefined),
    drainSeconds: secondsOf(config?.text('drain_duration')) ?? DEFAULT_DRAIN_SECONDS,
  };
}

function textsOf(node: ConfigNode | undefined): Record<string, string> {
  if (node === undefined || !node.isRecord) return {};
  const entries = Object.entries(node.value as Record<string, unknown>);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** A duration of protobuf's JSON: `45s`. */
function secondsOf(text: string | undefined): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(text ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
