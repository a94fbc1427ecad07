import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { pythonToolsDir } from '../../../scripts/setup/folders.mjs';
import { ChildProgram } from '../../harness/child-program.ts';

export const envoyProgram = process.env['MESHPROF_ENVOY'] ?? path.join(pythonToolsDir, 'bin', 'envoy');

export interface MeshEnvoyOptions {
  readonly folder: string;
  readonly xdsPort: number;
  readonly adminPort: number;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the pod that it says it is in. */
  readonly address: string;
  /** Shown statistics are all of them, as with a wide proxyStatsMatcher. */
  readonly hidesStats?: boolean;
}

/** A real Envoy that istiod leads over ADS, as a gateway. */
export function startMeshEnvoy(options: MeshEnvoyOptions): ChildProgram {
  const file = path.join(options.folder, 'envoy.yaml');
  writeFileSync(file, stringify(bootstrap(options)));
  const args = ['-c', file, '--concurrency', '1', '--base-id', String(process.pid % 32_000), '--drain-time-s', '2'];
  return new ChildProgram(
    'envoy',
    [envoyProgram, ...args, '--drain-strategy', 'immediate', '--log-level', 'warning'],
    options.folder
  );
}

function bootstrap({ xdsPort, adminPort, namespace, labels, address, hidesStats = false }: MeshEnvoyOptions): object {
  const address127 = (port: number) => ({ socket_address: { address: '127.0.0.1', port_value: port } });
  const adsSource = { ads: {}, resource_api_version: 'V3' };
  return {
    node: {
      id: `router~${address}~gateway-0.${namespace}~${namespace}.svc.cluster.local`,
      cluster: `gateway.${namespace}`,
      metadata: {
        NAMESPACE: namespace,
        NAME: 'gateway-0',
        WORKLOAD_NAME: 'gateway',
        CLUSTER_ID: 'Kubernetes',
        ISTIO_VERSION: '1.31.0',
        MESH_ID: 'cluster.local',
        LABELS: labels,
        PROXY_CONFIG: { concurrency: 1, drainDuration: '2s', discoveryAddress: 'istiod.istio-system.svc:15012' },
      },
    },
    admin: { address: address127(adminPort) },
    dynamic_resources: {
      lds_config: adsSource,
      cds_config: adsSource,
      ads_config: {
        api_type: 'GRPC',
        transport_api_version: 'V3',
        set_node_on_first_message_only: true,
        grpc_services: [{ envoy_grpc: { cluster_name: 'istiod' } }],
      },
    },
    ...(hidesStats && {
      stats_config: { stats_matcher: { inclusion_list: { patterns: [{ prefix: 'listener_manager' }] } } },
    }),
    static_resources: {
      clusters: [
        {
          name: 'istiod',
          type: 'STATIC',
          connect_timeout: '5s',
          typed_extension_protocol_options: {
            'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
              '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
          load_assignment: {
            cluster_name: 'istiod',
            endpoints: [{ lb_endpoints: [{ endpoint: { address: address127(xdsPort) } }] }],
          },
        },
      ],
    },
  };
}
