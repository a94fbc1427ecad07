import {
  EXPERIMENT_DEFAULTS,
  type ExperimentDriver,
  type ExperimentLoad,
  type ExperimentSpec,
  PORTS,
} from '@meshprof/contracts';
import type { KnobForm } from './knob-form';

export interface VariantForm {
  name: string;
  knobs: KnobForm[];
}

/** What a person fills in, in the units of the form. A number that is left empty is NaN, and takes its default. */
export interface ExperimentForm {
  title: string;
  note: string;
  driver: ExperimentDriver;
  node: string;
  adminUrl: string;
  pid: number;
  listenersFile: string;
  runtimeFile: string;
  namespace: string;
  workload: string;
  baseline: VariantForm;
  variants: VariantForm[];
  generator: ExperimentLoad['generator'];
  url: string;
  protocol: NonNullable<ExperimentLoad['protocol']>;
  connections: number;
  requestsPerSecond: number;
  /** A line a header: `name: value`. */
  headers: string;
  bodyBytes: number;
  cpus: string;
  mode: NonNullable<ExperimentSpec['mode']>;
  blocks: number;
  windowSeconds: number;
  warmSeconds: number;
  profileSeconds: number;
  minEffectPercent: number;
  indicative: boolean;
  seed: number;
  errorsPoints: number;
  p99Factor: number;
  p99ForSeconds: number;
  minFreeDiskPercent: number;
  maxDurationMinutes: number;
  deadManSeconds: number;
  allowEnvoyFilter: boolean;
  needsApproval: boolean;
}

export const [SECOND_MS, MINUTE_MS] = [1_000, 60_000];

const defaults = EXPERIMENT_DEFAULTS;

export const DEFAULT_EXPERIMENT_FORM: ExperimentForm = {
  title: '',
  note: '',
  driver: 'envoy-runtime',
  node: '',
  adminUrl: '',
  pid: NaN,
  listenersFile: '',
  runtimeFile: '',
  namespace: '',
  workload: '',
  baseline: { name: 'as-it-is', knobs: [] },
  variants: [{ name: 'variant-1', knobs: [] }],
  generator: 'h2load',
  url: '',
  protocol: 'http1',
  connections: defaults.connections,
  requestsPerSecond: NaN,
  headers: '',
  bodyBytes: NaN,
  cpus: '',
  mode: 'fixed-rate',
  blocks: defaults.blocks,
  windowSeconds: defaults.windowMs / SECOND_MS,
  warmSeconds: defaults.warmMs / SECOND_MS,
  profileSeconds: defaults.profileMs / SECOND_MS,
  minEffectPercent: defaults.minEffectPercent,
  indicative: false,
  seed: NaN,
  errorsPoints: defaults.errorsPoints,
  p99Factor: defaults.p99Factor,
  p99ForSeconds: defaults.p99ForMs / SECOND_MS,
  minFreeDiskPercent: defaults.minFreeDiskPercent,
  maxDurationMinutes: defaults.maxDurationMs / MINUTE_MS,
  deadManSeconds: defaults.deadManMs / SECOND_MS,
  allowEnvoyFilter: false,
  needsApproval: false,
};

/** What most proxies have there; placeholders, since only the node knows. */
export const ADMIN_URL_EXAMPLES: Record<ExperimentDriver, string> = {
  'envoy-runtime': `http://127.0.0.1:${PORTS.demoEnvoyAdmin.port}`,
  'envoy-files': `http://127.0.0.1:${PORTS.demoEnvoyAdmin.port}`,
  istio: 'http://127.0.0.1:15000',
};
