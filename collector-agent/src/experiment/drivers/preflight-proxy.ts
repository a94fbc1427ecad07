import type { ExperimentFinding, ExperimentSpec, KnobId } from '@meshprof/contracts';
import { readEnvoyCommandLine } from '../../proxy-settings/envoy-command-line.ts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { ProxyConfig } from '../envoy/read-config.ts';
import { parseServerInfo, type ServerInfo } from '../envoy/server-info.ts';
import type { EnvoyProxy } from './envoy-proxy.ts';
import { error, info, warning } from './finding.ts';
import type { Outcome } from './outcome.ts';
import { preflightOfLoad } from './preflight-load.ts';
import { preflightOfTracing } from './preflight-tracing.ts';
import { variantsOf } from './variants-of.ts';

/** What a preflight looks at, read once. */
export interface Inspected {
  readonly spec: ExperimentSpec;
  readonly proxy: EnvoyProxy;
  readonly config: ProxyConfig;
  readonly counters: ProxyCounters;
  readonly server: ServerInfo;
}

/** What holds for any driver of a standalone Envoy, and what that driver adds. */
export async function preflightOf(
  spec: ExperimentSpec,
  proxy: EnvoyProxy,
  ofDriver: (inspected: Inspected) => readonly ExperimentFinding[]
): Promise<readonly ExperimentFinding[]> {
  const config = await proxy.readConfig();
  const counters = await proxy.readCounters();
  const answer = await proxy.ask(proxy.admin.getJson('/server_info'));
  if (!config.ok) return [unreadable(config)];
  if (!counters.ok) return [unreadable(counters)];
  if (!answer.ok) return [unreadable(answer)];
  const server = parseServerInfo(answer.value);
  if (server === undefined)
    return [error('no-envoy', 'What answers at the admin URL is no Envoy.', 'Give the URL of an Envoy.')];
  const inspected = { spec, proxy, config: config.value, counters: counters.value, server };
  return [
    ...stateFindings(inspected),
    ...workerFindings(inspected),
    ...managerFindings(inspected),
    ...breakerFindings(inspected),
    ...preflightOfLoad(spec),
    ...preflightOfTracing(inspected),
    ...ofDriver(inspected),
  ];
}

export function turns({ spec }: Pick<Inspected, 'spec'>, ...ids: readonly KnobId[]): boolean {
  return variantsOf(spec).some((variant) => variant.knobs.some(({ knob }) => ids.includes(knob)));
}

function unreadable({ detail }: Extract<Outcome<unknown>, { ok: false }>): ExperimentFinding {
  return error(
    'admin-unreadable',
    detail,
    "Check that adminUrl is the proxy's admin listener, and that the proxy is well."
  );
}

function stateFindings({ server, counters, config }: Inspected): ExperimentFinding[] {
  const { draining, chainsDraining } = counters.listeners;
  return [
    ...(server.state === 'LIVE'
      ? []
      : [error('proxy-not-live', `The proxy is in state ${server.state}.`, 'Wait until it is LIVE.')]),
    ...(draining + chainsDraining > 0
      ? [
          warning(
            'draining-now',
            `${draining + chainsDraining} listeners or filter chains of an older configuration still drain.`,
            'Wait for them: their connections have other settings.'
          ),
        ]
      : []),
    ...(config.facts.rejections.length > 0
      ? [
          error(
            'rejected-now',
            `The proxy rejected its listeners last: ${config.facts.rejections.join('; ').slice(0, 300)}`,
            'Put that right first: what would be put back is not what it runs.'
          ),
        ]
      : []),
    ...(counters.http === undefined
      ? [
          error(
            'counters-hidden',
            'The proxy does not show its counters of requests (http.*), without which no variant can be proven.',
            'Let stats_matcher include http., tracing., filesystem. and access_logs.'
          ),
        ]
      : []),
  ];
}

function workerFindings({ proxy, server }: Inspected): ExperimentFinding[] {
  const commandLine = readEnvoyCommandLine(proxy.pid);
  if (commandLine === undefined || commandLine.concurrency !== undefined) return [];
  const workers = server.concurrency === undefined ? 'some' : String(server.concurrency);
  return [
    warning(
      'workers-not-pinned',
      `The proxy has ${workers} workers because it found so many CPUs: another limit changes their number.`,
      'Start it with --concurrency.'
    ),
  ];
}

function managerFindings({ config: { facts } }: Inspected): ExperimentFinding[] {
  const { managers } = facts;
  if (managers.length === 0) {
    return [error('no-http', 'The proxy has no HTTP connection manager.', 'Choose a proxy that handles HTTP.')];
  }
  if (managers.length === 1) return [];
  const names = [...new Set(managers.map(({ listener }) => listener))].slice(0, 5).join(', ');
  return [
    info(
      'several-managers',
      `A variant changes all ${managers.length} connection managers of the proxy (${names}).`,
      'Choose a proxy with one, or read the results as those of all.'
    ),
  ];
}

function breakerFindings({ config: { facts }, spec }: Inspected): ExperimentFinding[] {
  if (spec.load.generator === 'external') return [];
  const bare = [...facts.clusters].filter(([, { hasCircuitBreakers }]) => !hasCircuitBreakers).map(([name]) => name);
  if (bare.length === 0) return [];
  return [
    warning(
      'circuit-breakers-default',
      `Clusters ${bare.slice(0, 5).join(', ')} have Envoy's default circuit breakers (1024 connections and requests): under load they answer instead of the service or the collector.`,
      'Raise circuit_breakers.thresholds for the experiment.'
    ),
  ];
}
