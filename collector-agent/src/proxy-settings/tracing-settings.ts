import type { ConfigNode } from './config-node.ts';
import { type EnvoyConfig, lastOf } from './envoy-config.ts';
import { extensionName, type OfListener } from './listener-parts.ts';
import { percentOf, percentText, runtimeValue } from './runtime-layers.ts';
import type { SettingRows } from './setting-rows.ts';

/** Envoy's default, for Zipkin and OpenTelemetry alike. */
const DEFAULT_MIN_FLUSH_SPANS = '5';
const MAX_TAGS = 8;

export function addTracingSettings(rows: SettingRows, config: EnvoyConfig, managers: readonly OfListener[]): void {
  addProxyConfig(rows, config);
  for (const { node, scope } of managers) {
    const tracing = node.field('tracing');
    if (tracing === undefined) {
      rows.standard('tracing.reporting', 'off', { node, scope });
      continue;
    }
    const provider = tracing.field('provider') ?? lastOf(config.bootstraps, 'tracing', 'http');
    const tracer = provider === undefined ? 'without a provider' : extensionName(provider);
    rows.found('tracing.reporting', `on: ${tracer}`, tracing, { scope });
    addSampling(rows, config, { tracing, scope });
    addTags(rows, tracing, scope);
    addBatchSize(rows, config, { tracer: `${tracer} ${provider?.field('typed_config')?.typeName ?? ''}`, scope });
  }
}

/** What Istio's agent notes of the pod's ProxyConfig, for istiod to read; 0 counts as unset there. */
function addProxyConfig(rows: SettingRows, { bootstraps }: EnvoyConfig): void {
  const node = lastOf(bootstraps, 'node', 'metadata', 'PROXY_CONFIG', 'tracing', 'sampling');
  const percent = node?.number();
  if (node === undefined || percent === undefined || percent === 0) return;
  rows.found('tracing.sampling', percentText(percent), node, { notes: ['telemetry-wins'] });
}

function addSampling(
  rows: SettingRows,
  config: EnvoyConfig,
  { tracing, scope }: { tracing: ConfigNode; scope: string }
): void {
  const runtime = runtimeValue(config, 'tracing.random_sampling');
  const own = tracing.field('random_sampling');
  if (runtime !== undefined) {
    const notes = [...(own === undefined ? [] : (['runtime-decides'] as const)), ...runtime.notes];
    rows.found('tracing.sampling', percentText(percentOf(runtime.node)), runtime.node, { scope, notes });
  } else if (own !== undefined) {
    rows.found('tracing.sampling', percentText(own.number()), own, { scope });
  } else {
    rows.standard('tracing.sampling', '100 %', { node: tracing, scope });
  }
  for (const limit of ['client_sampling', 'overall_sampling']) {
    const node = tracing.field(limit);
    if (node !== undefined) rows.found('tracing.sampling', `${limit} ${percentText(node.number())}`, node, { scope });
  }
}

/** Names only: a literal tag may hold anything. */
function addTags(rows: SettingRows, tracing: ConfigNode, scope: string): void {
  const tags = tracing.field('custom_tags');
  const names = tracing.items('custom_tags').map((tag) => tag.text('tag') ?? '?');
  if (tags === undefined || names.length === 0) return rows.standard('tracing.custom-tags', 'none', { scope });
  const more = names.length > MAX_TAGS ? ', …' : '';
  rows.found('tracing.custom-tags', `${names.length}: ${names.slice(0, MAX_TAGS).join(', ')}${more}`, tags, { scope });
}

function addBatchSize(
  rows: SettingRows,
  config: EnvoyConfig,
  { tracer, scope }: { tracer: string; scope: string }
): void {
  const kind = /zipkin|opentelemetry/i.exec(tracer)?.[0].toLowerCase();
  if (kind === undefined) return;
  const runtime = runtimeValue(config, `tracing.${kind}.min_flush_spans`);
  if (runtime === undefined) return rows.standard('tracing.batch-size', DEFAULT_MIN_FLUSH_SPANS, { scope });
  rows.found('tracing.batch-size', runtime.node.text() ?? '?', runtime.node, { scope, notes: runtime.notes });
}
