import { type Outcome, succeed } from '../../drivers/outcome.ts';
import type { ProxyCounters } from '../../envoy/proxy-counters.ts';
import type { ProxyView } from '../proxy/proxy-view.ts';

interface Filter {
  readonly tracing?: object;
  readonly access_log?: readonly object[];
  readonly http_filters?: readonly object[];
}

/** A proxy whose admin API says what the test wants; nobody changes it but the test. */
export class PretendedProxy implements ProxyView {
  metadata: Record<string, unknown> = {
    NAMESPACE: 'shop',
    LABELS: { app: 'reviews' },
    ISTIO_VERSION: '1.31.0',
    WORKLOAD_NAME: 'reviews-v1',
    PROXY_CONFIG: { concurrency: 2, drainDuration: '1s' },
  };
  nodeId = 'sidecar~10.0.0.1~reviews-1.shop~shop.svc.cluster.local';
  manager: Filter = { tracing: { random_sampling: { value: 1 } } };
  clusterNames: string[] = [];
  hiddenStats = false;
  rejected = 0;

  serverInfo() {
    return Promise.resolve(succeed<unknown>({ node: { id: this.nodeId, metadata: this.metadata } }));
  }

  listeners = (): Promise<Outcome<unknown>> => {
    const type =
      'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
    const filters = [{ typed_config: { '@type': type, ...this.manager } }];
    return Promise.resolve(
      succeed<unknown>({ configs: [{ active_state: { listener: { filter_chains: [{ filters }] } } }] })
    );
  };

  clusters() {
    return Promise.resolve(succeed<unknown>({ configs: this.clusterNames.map((name) => ({ cluster: { name } })) }));
  }

  counters() {
    return Promise.resolve(
      succeed<ProxyCounters>({
        readUnixMs: Date.now(),
        server: { startUnixMs: 0, state: 'LIVE', hotRestartEpoch: 0 },
        tracing: this.hiddenStats ? {} : { spansSent: 0 },
        logs: { fileBytes: {}, ...(!this.hiddenStats && { linesToFiles: 0 }) },
        ...(!this.hiddenStats && {
          http: { requests: 0, completed: 0, failed: 0, connections: 0, connectionsActive: 0, requestsActive: 0 },
        }),
        listeners: {
          updates: 1,
          updatesRejected: this.rejected,
          updatesFailed: 0,
          draining: 0,
          chainsDraining: 0,
          warming: 0,
        },
        runtime: { updates: 0, updatesRejected: 0, loadErrors: 0 },
      })
    );
  }
}
