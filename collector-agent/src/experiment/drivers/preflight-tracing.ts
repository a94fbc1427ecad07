import type { ExperimentFinding } from '@meshprof/contracts';
import { percentOfRuntimeText } from '../envoy/runtime-view.ts';
import { error, info, warning } from './finding.ts';
import { type Inspected, turns } from './preflight-proxy.ts';
import { variantsOf } from './variants-of.ts';

/** Each of these makes sampling look like something that it is not. */
export function preflightOfTracing(inspected: Inspected): ExperimentFinding[] {
  if (!turns(inspected, 'tracing.sampling', 'tracing.batch-size', 'tracing.enabled')) return [];
  const { managers } = inspected.config.facts;
  const tracing = managers.map((manager) => manager.tracing).filter((each) => each !== undefined);
  if (tracing.length === 0) {
    return [
      error(
        'tracing-not-configured',
        'No connection manager has a tracing block, so sampling and batches have no effect.',
        'Configure tracing with a provider first.'
      ),
    ];
  }
  return [
    ...partlyTraced(tracing.length, managers.length),
    ...samplingLimits(inspected),
    ...collectorFindings(inspected),
    ...reporterFindings(inspected),
  ];
}

function partlyTraced(traced: number, all: number): ExperimentFinding[] {
  if (traced === all) return [];
  return [
    warning(
      'tracing-in-part',
      `Only ${traced} of ${all} connection managers trace.`,
      'Send the load to a listener that does.'
    ),
  ];
}

function samplingLimits(inspected: Inspected): ExperimentFinding[] {
  const { spec, config } = inspected;
  const wanted = variantsOf(spec).flatMap(({ knobs }) =>
    knobs.flatMap((knob) => (knob.knob === 'tracing.sampling' ? [knob.percent] : []))
  );
  if (wanted.length === 0) return [];
  const tracing = config.facts.managers.flatMap((manager) => (manager.tracing === undefined ? [] : [manager.tracing]));
  const ofRuntime = percentOfRuntimeText(config.runtime.entries.get('tracing.global_enabled')?.finalValue ?? '');
  const overall = ofRuntime ?? Math.min(...tracing.map(({ overallPercent }) => overallPercent));
  return [
    ...(Math.max(...wanted) > overall
      ? [
          error(
            'overall-sampling-limits',
            `overall_sampling (runtime tracing.global_enabled) lets at most ${overall} % of requests be traced.`,
            'Raise it, or ask for less.'
          ),
        ]
      : []),
    ...(tracing.some(({ samplesByRequestId }) => !samplesByRequestId)
      ? [
          error(
            'sampling-not-by-request-id',
            'use_request_id_for_trace_sampling is false, so the share of sampled requests has no effect here.',
            'Set it to true.'
          ),
        ]
      : []),
  ];
}

function collectorFindings({ config: { facts } }: Inspected): ExperimentFinding[] {
  const clusters = new Set(
    facts.managers.map(({ tracing }) => tracing?.collectorCluster).filter((name) => name !== undefined)
  );
  return [...clusters]
    .filter((name) => !facts.clusters.has(name))
    .map((name) =>
      error(
        'collector-missing',
        `The proxy has no cluster ${name}, to which spans are sent.`,
        'Add the cluster: without one, spans cost nothing and tracing looks cheap.'
      )
    );
}

function reporterFindings(inspected: Inspected): ExperimentFinding[] {
  const { counters, config, server } = inspected;
  const { reportsSent = 0, reportsFailed = 0, reportsDropped = 0, reportsWithoutCluster = 0 } = counters.tracing;
  const lost = reportsFailed + reportsDropped + reportsWithoutCluster;
  const [major = 0, minor = 0] = server.version.split('.').map(Number);
  const isOpenTelemetry = config.facts.managers.some(({ tracing }) => /opentelemetry/i.test(tracing?.provider ?? ''));
  return [
    ...(lost > 0.01 * (reportsSent + lost)
      ? [
          warning(
            'collector-failing',
            `${lost} of ${reportsSent + lost} reports of spans were lost since the proxy started.`,
            'Check the collector: slots in which it loses some are void.'
          ),
        ]
      : []),
    ...(isOpenTelemetry && major === 1 && minor < 39
      ? [
          warning(
            'overall-sampling-ignored',
            `Before Envoy 1.39 the OpenTelemetry tracer exported more than the connection manager decided; this is ${server.version}.`,
            'Use 1.39 or newer, or Zipkin.'
          ),
        ]
      : []),
    ...(turns(inspected, 'tracing.batch-size') || hasBatchSize(inspected)
      ? []
      : [
          info(
            'batch-size-default',
            'Spans are sent in batches of 5, which is a large part of what full sampling costs.',
            'Compare with a variant of tracing.batch-size 100.'
          ),
        ]),
  ];
}

const hasBatchSize = ({ config }: Inspected): boolean =>
  [...config.runtime.entries.keys()].some((key) => key.endsWith('.min_flush_spans'));
