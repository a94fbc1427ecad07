import {
  EXPERIMENT_DEFAULTS,
  type ExperimentGuards,
  type ExperimentLoad,
  type ExperimentSpec,
  type ExperimentTarget,
  type Variant,
} from '@meshprof/contracts';
import { type ExperimentForm, MINUTE_MS, SECOND_MS, type VariantForm } from './experiment-form';
import { knobValueOf, type Means } from './knob-form';

/** The spec that the form means. What stays at its default is left out where nobody would miss it. */
export function specOfForm(form: ExperimentForm): ExperimentSpec {
  const { driver } = form;
  return {
    ...given({ title: form.title.trim(), note: form.note.trim() }),
    driver,
    target: targetOf(form),
    baseline: variantOf(form.baseline, form),
    variants: form.variants.map((variant) => variantOf(variant, form)),
    load: loadOf(form),
    mode: form.mode,
    blocks: form.blocks,
    windowMs: Math.round(form.windowSeconds * SECOND_MS),
    warmMs: Math.round(form.warmSeconds * SECOND_MS),
    profileMs: Math.round(form.profileSeconds * SECOND_MS),
    minEffectPercent: form.minEffectPercent,
    ...(form.indicative && { indicative: true }),
    ...given({ seed: form.seed }),
    ...guardsOf(form),
    ...(driver === 'istio' && form.allowEnvoyFilter && { allowEnvoyFilter: true }),
    ...(form.needsApproval && { approval: 'second-person' as const }),
  };
}

function targetOf(form: ExperimentForm): ExperimentTarget {
  const common = { node: form.node.trim(), adminUrl: form.adminUrl.trim(), pid: form.pid };
  switch (form.driver) {
    case 'envoy-runtime':
      return given(common);
    case 'envoy-files':
      return given({ ...common, listenersFile: form.listenersFile.trim(), runtimeFile: form.runtimeFile.trim() });
    case 'istio':
      return given({ ...common, namespace: form.namespace.trim(), workload: form.workload.trim() });
  }
}

const variantOf = ({ name, knobs }: VariantForm, means: Means): Variant => ({
  name: name.trim(),
  knobs: knobs.map((knob) => knobValueOf(knob, means)).filter((value) => value !== undefined),
});

function loadOf(form: ExperimentForm): ExperimentLoad {
  const { generator } = form;
  if (generator === 'external') {
    return { generator };
  }
  const headers = headersOf(form.headers);
  return {
    generator,
    url: form.url.trim(),
    protocol: form.protocol,
    connections: form.connections,
    ...given({ requestsPerSecond: form.requestsPerSecond, bodyBytes: form.bodyBytes, cpus: form.cpus.trim() }),
    ...(Object.keys(headers).length > 0 && { headers }),
  };
}

/** `name: value` lines; others are left out, and said to be wrong where they are typed. */
export const headersOf = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .split('\n')
      .map((line) => HEADER.exec(line.trim()))
      .flatMap((match) => (match?.[1] ? [[match[1], match[2] ?? ''] as const] : []))
  );

export const HEADER = /^([A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}):\s*([ -~\t]{0,1024})$/;

/** Only guards that differ from the default: a spec that says all of them hides what somebody chose. */
function guardsOf(form: ExperimentForm): { guards?: ExperimentGuards } {
  const d = EXPERIMENT_DEFAULTS;
  const chosen: ExperimentGuards = {
    errorsPoints: form.errorsPoints,
    p99Factor: form.p99Factor,
    p99ForMs: Math.round(form.p99ForSeconds * SECOND_MS),
    minFreeDiskPercent: form.minFreeDiskPercent,
    maxDurationMs: Math.round(form.maxDurationMinutes * MINUTE_MS),
    deadManMs: Math.round(form.deadManSeconds * SECOND_MS),
  };
  const usual: ExperimentGuards = {
    errorsPoints: d.errorsPoints,
    p99Factor: d.p99Factor,
    p99ForMs: d.p99ForMs,
    minFreeDiskPercent: d.minFreeDiskPercent,
    maxDurationMs: d.maxDurationMs,
    deadManMs: d.deadManMs,
  };
  const names = Object.keys(chosen) as Array<keyof ExperimentGuards>;
  const changed = names.filter((name) => chosen[name] !== usual[name]);
  const guards = given(Object.fromEntries(changed.map((name) => [name, chosen[name]])) as ExperimentGuards);
  return Object.keys(guards).length > 0 ? { guards } : {};
}

/** Without what was left empty. */
function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined && !Number.isNaN(value))
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
