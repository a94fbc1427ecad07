import {
  EXPERIMENT_DRIVERS,
  type ExperimentDriver,
  type ExperimentFinding,
  type ExperimentSpec,
  KNOBS,
  type Knob,
  type KnobValue,
  type Variant,
} from '@meshprof/contracts';
import { needsEnvoyFilter } from './envoy-filter-knobs.ts';
import { caution, refusal } from './finding.ts';
import { missingParts } from './knob-parts.ts';

/** What of a spec decides what may be turned. */
export type Means = Pick<ExperimentSpec, 'driver' | 'allowEnvoyFilter'>;

/** Whether the driver can set what one variant asks for, and whether its knobs contradict each other. */
export function checkKnobs(variant: Variant, means: Means): ExperimentFinding[] {
  return [
    ...variant.knobs.flatMap((value) => checkKnob(variant.name, value, means)),
    ...setTwice(variant),
    ...withoutEffect(variant),
  ];
}

export function knobOf({ knob }: KnobValue): Knob {
  const found = KNOBS.find(({ id }) => id === knob);
  if (!found) throw new Error(`the schema knows the knob ${knob}, and the table does not`);
  return found;
}

function checkKnob(variant: string, value: KnobValue, means: Means): ExperimentFinding[] {
  const { driver } = means;
  const knob = knobOf(value);
  if (driver === 'istio' && needsEnvoyFilter(value)) return checkEnvoyFilter(variant, value, means);
  if (knob.changes[driver] === undefined) return [undrivable(variant, knob, driver)];
  const missing = missingParts(value, driver);
  if (missing === undefined) return [];
  const sentence = `${variant} sets ${knob.id}, but ${missing.what}.`;
  return [refusal('knob-incomplete', { sentence, remedy: missing.remedy })];
}

/** Named so that whoever reads the refusal can decide: it is the mesh's owner who answers for it. */
function checkEnvoyFilter(variant: string, value: KnobValue, { allowEnvoyFilter }: Means): ExperimentFinding[] {
  const missing = missingParts(value, 'envoy-files');
  if (missing !== undefined) {
    const sentence = `${variant} sets ${value.knob}, but ${missing.what}.`;
    return [refusal('knob-incomplete', { sentence, remedy: missing.remedy })];
  }
  if (allowEnvoyFilter === true) return [];
  const other = value.knob === 'filter.enabled' ? 'use envoy-runtime' : 'name a provider of MeshConfig that does it';
  return [
    refusal('envoy-filter-not-allowed', {
      sentence: `${variant} sets ${value.knob} to what Istio has as an EnvoyFilter only, an interface that Istio calls unsafe.`,
      remedy: `Allow it with allowEnvoyFilter: true (--allow-envoy-filter), or ${other}.`,
    }),
  ];
}

function undrivable(variant: string, knob: Knob, driver: ExperimentDriver): ExperimentFinding {
  const able = EXPERIMENT_DRIVERS.filter((each) => knob.changes[each] !== undefined);
  return refusal('knob-undrivable', {
    sentence: `${variant} sets ${knob.id}, which ${driver} cannot change.`,
    remedy:
      able.length === 0
        ? (knob.outOfReach ?? '')
        : `Use the driver ${able.join(' or ')}, or take the knob out.${hint(knob, driver)}`,
  });
}

function hint(knob: Knob, driver: ExperimentDriver): string {
  if (knob.id === 'tracing.batch-size' && driver === 'istio') {
    return ' It is a runtime key of Envoy, which no EnvoyFilter reaches without a restart; envoy-runtime sets it in an istio-proxy too.';
  }
  const isTracingOff = knob.id === 'tracing.enabled' && driver === 'envoy-runtime';
  return isTracingOff ? ' tracing.sampling 0 comes near: spans are not sent, but still made.' : '';
}

/** Filters are knobs of their own, one a name. */
const identityOf = (value: KnobValue): string =>
  value.knob === 'filter.enabled' ? `${value.knob} ${value.name}` : value.knob;

function setTwice({ name, knobs }: Variant): ExperimentFinding[] {
  const ids = knobs.map(identityOf);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) =>
    refusal('knob-twice', {
      sentence: `${name} sets ${id} twice, and only one of them can hold.`,
      remedy: 'Take one of them out, or make two variants of it.',
    })
  );
}

/** Knobs of a feature, under the knob that turns it off. */
const NEEDS_ON = { 'tracing.enabled': 'tracing.', 'accesslog.enabled': 'accesslog.' } as const;

function withoutEffect({ name, knobs }: Variant): ExperimentFinding[] {
  return knobs.flatMap((value) => {
    if ((value.knob !== 'tracing.enabled' && value.knob !== 'accesslog.enabled') || value.on) return [];
    const idle = knobs.filter(({ knob }) => knob !== value.knob && knob.startsWith(NEEDS_ON[value.knob]));
    if (idle.length === 0) return [];
    return [
      caution('knob-without-effect', {
        sentence: `${name} turns ${value.knob} off, so ${idle.map(({ knob }) => knob).join(', ')} has no effect in it.`,
        remedy: 'Take out one or the other.',
      }),
    ];
  });
}
