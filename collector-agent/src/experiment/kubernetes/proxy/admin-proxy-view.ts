import type { TargetProxy } from '../../drivers/target-proxy.ts';
import type { Outcome } from '../../drivers/outcome.ts';
import { CONFIG_DUMP_LIMITS } from '../../envoy/envoy-admin.ts';
import { readCounters } from '../../envoy/read-counters.ts';
import type { ProxyCounters } from '../../envoy/proxy-counters.ts';
import type { ProxyView } from './proxy-view.ts';

/** The proxy through its admin listener, in whichever network namespace that is. */
export class AdminProxyView implements ProxyView {
  readonly #proxy: TargetProxy;

  constructor(proxy: TargetProxy) {
    this.#proxy = proxy;
  }

  serverInfo(): Promise<Outcome<unknown>> {
    return this.#proxy.ask(this.#proxy.admin.getJson('/server_info'));
  }

  listeners(): Promise<Outcome<unknown>> {
    const path = '/config_dump?resource=dynamic_listeners';
    return this.#proxy.ask(this.#proxy.admin.getJson(path, CONFIG_DUMP_LIMITS));
  }

  clusters(): Promise<Outcome<unknown>> {
    const path = '/config_dump?resource=dynamic_active_clusters&mask=cluster.name';
    return this.#proxy.ask(this.#proxy.admin.getJson(path, CONFIG_DUMP_LIMITS));
  }

  counters(): Promise<Outcome<ProxyCounters>> {
    return this.#proxy.ask(readCounters(this.#proxy.admin));
  }
}
