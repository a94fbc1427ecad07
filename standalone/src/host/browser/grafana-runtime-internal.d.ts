/** Not exported by @grafana/runtime; `build-host.mjs` resolves it by path and checks the version. */
declare module 'grafana-runtime-internal/PluginPage' {
  import type { PluginPageType } from '@grafana/runtime';

  export function setPluginPage(component: PluginPageType): void;
}
