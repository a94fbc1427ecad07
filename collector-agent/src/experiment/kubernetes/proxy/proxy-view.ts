import type { Outcome } from '../../drivers/outcome.ts';
import type { ProxyCounters } from '../../envoy/proxy-counters.ts';

/** What the Istio driver reads of the proxy's admin API; it writes nothing there. */
export interface ProxyView {
  /** `/server_info` */
  serverInfo(): Promise<Outcome<unknown>>;
  /** `/config_dump?resource=dynamic_listeners` */
  listeners(): Promise<Outcome<unknown>>;
  /** `/config_dump?resource=dynamic_active_clusters`: of each its name. */
  clusters(): Promise<Outcome<unknown>>;
  counters(): Promise<Outcome<ProxyCounters>>;
}
