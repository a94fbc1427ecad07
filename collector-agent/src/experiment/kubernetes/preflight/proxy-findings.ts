import type { ExperimentFinding, Variant } from '@meshprof/contracts';
import { needsEnvoyFilter } from '@meshprof/experiments';
import type { Outcome } from '../../drivers/outcome.ts';
import type { ProxyCounters } from '../../envoy/proxy-counters.ts';
import { error, info, warning } from '../../drivers/finding.ts';
import type { Situation } from './read-situation.ts';

/** What the proxy itself says against, or about, an experiment. */
export function proxyFindings(situation: Situation, counters: Outcome<ProxyCounters>): ExperimentFinding[] {
  const { identity, meshConfigProblem } = situation;
  const drains = info(
    'listeners-drain',
    `Each change replaces listeners: old connections drain for up to ${identity.drainSeconds} s and are waited for.`,
    'Plan for it, or use envoy-runtime for sampling.'
  );
  const unread = warning(
    'mesh-config-unread',
    `${meshConfigProblem}, so providers cannot be checked before they are named.`,
    "Grant get on this ConfigMap to the experiment agent's service account."
  );
  return [
    drains,
    ...(meshConfigProblem === '' ? [] : [unread]),
    ...(identity.concurrency === undefined ? [concurrencyUnset()] : []),
    ...(counters.ok ? statsFindings(counters.value) : [error('proxy-unread', counters.detail, 'Look at the proxy.')]),
  ];
}

const concurrencyUnset = (): ExperimentFinding =>
  warning(
    'concurrency-unset',
    "The proxy's concurrency is not set, so it follows from the CPU limit of the sidecar: a change of that limit changes the number of workers too.",
    'Set concurrency in a ProxyConfig or in the annotation proxy.istio.io/config, and leave CPU limits alone meanwhile.'
  );

function statsFindings({ http, tracing, logs }: ProxyCounters): ExperimentFinding[] {
  const hidden = [
    http === undefined ? 'http.*' : '',
    tracing.spansSent === undefined ? 'tracing.*' : '',
    logs.linesToFiles === undefined ? 'filesystem.*' : '',
  ].filter((name) => name !== '');
  if (hidden.length === 0) return [];
  return [
    warning(
      'stats-hidden',
      `The proxy does not show ${hidden.join(', ')} (Istio hides them), so a slot is proven by the proxy's configuration alone, not by what it counted.`,
      "Show them with proxyStatsMatcher in the annotation proxy.istio.io/config, and restart the pod: inclusionRegexps ['http.*', 'tracing.*', 'filesystem.*']."
    ),
  ];
}

const NOT_BY_ISTIO: Readonly<Record<string, string>> = {
  'tracing.batch-size':
    'Use envoy-runtime for it: it is a runtime key of Envoy, which no EnvoyFilter reaches without a restart.',
  concurrency: 'It needs a restart of the pod. Compare two workloads with external load instead.',
};

/** Knobs that no object of Istio has, and those of an EnvoyFilter where that is not allowed. */
export function knobFindings(variants: readonly Variant[], allowsEnvoyFilter: boolean): ExperimentFinding[] {
  const values = variants.flatMap(({ knobs }) => knobs);
  const knobs = new Set(values.map(({ knob }) => knob));
  const impossible = [...knobs].flatMap((knob) => {
    const remedy = NOT_BY_ISTIO[knob];
    return remedy === undefined ? [] : [error('knob-not-by-telemetry', `No Telemetry object has ${knob}.`, remedy)];
  });
  const unsafe = new Set(values.filter(needsEnvoyFilter).map(({ knob }) => knob));
  if (allowsEnvoyFilter || unsafe.size === 0) return impossible;
  const sentence = `Istio has ${[...unsafe].join(', ')} as an EnvoyFilter only, an interface that it calls unsafe.`;
  const remedy = 'Allow it with allowEnvoyFilter: true (--allow-envoy-filter), or take another driver or knob.';
  return [...impossible, error('envoy-filter-not-allowed', sentence, remedy)];
}
