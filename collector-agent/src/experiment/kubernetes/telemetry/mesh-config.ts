import { stringEnum } from '@meshprof/contracts';
import { type Static, Type } from 'typebox';
import { ConfigNode } from '../../../proxy-settings/config-node.ts';
import { parseConfig } from '../../../proxy-settings/parse-config.ts';

/** What a provider of MeshConfig does with spans and with log lines; `other`: nothing that experiments turn. */
export const TRACERS = ['zipkin', 'opentelemetry', 'datadog', 'skywalking'] as const;
export const LOGGERS = ['envoyFileAccessLog', 'envoyHttpAls', 'envoyTcpAls', 'envoyOtelAls'] as const;

export const ProviderSchema = Type.Object({
  name: Type.String(),
  kind: stringEnum([...TRACERS, ...LOGGERS, 'prometheus', 'other'] as const),
  /** Host of a service in the mesh. */
  service: Type.Optional(Type.String()),
  /** Of a file: its path. */
  path: Type.Optional(Type.String()),
  /** Of a file: the text format, if it has one of its own. */
  textFormat: Type.Optional(Type.String()),
  isJson: Type.Boolean(),
  /** OpenTelemetry's own sampler: the proxy then samples everything, whatever a Telemetry says. */
  hasSampler: Type.Boolean(),
});
export type Provider = Static<typeof ProviderSchema>;

const names = Type.Array(Type.String());

/** The part of MeshConfig (key `mesh` of ConfigMap `istio`) that decides about tracing and logs. */
export const MeshConfigSchema = Type.Object({
  providers: Type.Array(ProviderSchema),
  defaultTracing: names,
  defaultLogging: names,
  defaultMetrics: names,
  /** Empty: no log unless a Telemetry asks for one. */
  accessLogFile: Type.String(),
  hasLogService: Type.Boolean(),
  /** The older way: a tracer in each proxy's bootstrap. */
  enableTracing: Type.Boolean(),
  hasLegacyTracer: Type.Boolean(),
  /** 0 counts as unset for istiod. */
  defaultSampling: Type.Optional(Type.Number()),
  rootNamespace: Type.Optional(Type.String()),
});
export type MeshConfig = Static<typeof MeshConfigSchema>;

const MAX_MESH_CONFIG_BYTES = 1024 * 1024;
/** istiod has these without being told. */
const BUILT_IN: readonly Provider[] = [
  { name: 'envoy', kind: 'envoyFileAccessLog', path: '/dev/stdout', isJson: false, hasSampler: false },
  { name: 'prometheus', kind: 'prometheus', isJson: false, hasSampler: false },
];

/** @throws Error with a sentence, where the text is no MeshConfig. */
export function parseMeshConfig(text: string): MeshConfig {
  if (text.length > MAX_MESH_CONFIG_BYTES) throw new Error('it is larger than 1 MiB');
  const mesh = new ConfigNode(meshOf(text), 'mesh');
  const own = mesh.items('extension_providers').flatMap((node) => providerOf(node) ?? []);
  const taken = new Set(own.map(({ name }) => name.toLowerCase()));
  const defaultConfig = mesh.field('default_config');
  const defaultSampling = defaultConfig?.number('tracing', 'sampling');
  const rootNamespace = mesh.text('root_namespace');
  return {
    providers: [...own, ...BUILT_IN.filter(({ name }) => !taken.has(name))],
    defaultTracing: texts(mesh, 'default_providers', 'tracing'),
    defaultLogging: texts(mesh, 'default_providers', 'access_logging'),
    defaultMetrics: mesh.field('default_providers') ? texts(mesh, 'default_providers', 'metrics') : ['prometheus'],
    accessLogFile: mesh.text('access_log_file') ?? '',
    hasLogService: mesh.isTrue('enable_envoy_access_log_service'),
    enableTracing: mesh.isTrue('enable_tracing'),
    hasLegacyTracer: (defaultConfig?.keys('tracing') ?? []).some((key) => (TRACERS as readonly string[]).includes(key)),
    ...(defaultSampling !== undefined && { defaultSampling }),
    ...(rootNamespace !== undefined && rootNamespace !== '' && { rootNamespace }),
  };
}

/** Tokens of tracers stand in there, so what is wrong is told by line. */
function meshOf(text: string): unknown {
  if (text.trim() === '') return {};
  const parsed = parseConfig(text, 'mesh.yaml');
  if (parsed.ok) return parsed.value;
  throw new Error(
    parsed.noteId === 'file-broken' ? `it is no YAML (${parsed.detail ?? 'somewhere'})` : 'it is not a map'
  );
}

/** As istiod looks a name up: without regard to case. */
export function findProvider(mesh: MeshConfig, name: string): Provider | undefined {
  return mesh.providers.find((provider) => provider.name.toLowerCase() === name.toLowerCase());
}

export const isTracer = ({ kind }: Provider): boolean => (TRACERS as readonly string[]).includes(kind);
export const isLogger = ({ kind }: Provider): boolean => (LOGGERS as readonly string[]).includes(kind);

function providerOf(node: ConfigNode): Provider | undefined {
  const name = node.text('name');
  if (name === undefined || name === '') return undefined;
  const kind = [...TRACERS, ...LOGGERS, 'prometheus' as const].find((each) => node.field(snake(each)) !== undefined);
  const body = kind === undefined ? undefined : node.field(snake(kind));
  const service = body?.text('service');
  const path = body?.text('path');
  const textFormat = body?.text('log_format', 'text');
  return {
    name,
    kind: kind ?? 'other',
    ...(service !== undefined && { service }),
    ...(path !== undefined && { path }),
    ...(textFormat !== undefined && { textFormat }),
    isJson: body?.at('log_format', 'labels') !== undefined,
    hasSampler: ['dynatrace_sampler', 'sampling'].some((field) => body?.field(field) !== undefined),
  };
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function texts(node: ConfigNode, ...names: string[]): string[] {
  return node.items(...names).flatMap((item) => item.text() ?? []);
}
