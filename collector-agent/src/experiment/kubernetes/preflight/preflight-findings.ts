import type { ExperimentFinding, Variant } from '@meshprof/contracts';
import { error } from '../../drivers/finding.ts';
import type { Failure } from '../../drivers/outcome.ts';
import { preflightOfLoad } from '../../drivers/preflight-load.ts';
import { variantsOf } from '../../drivers/variants-of.ts';
import type { EnvoyFilterWriter } from '../envoy-filter/envoy-filter-writer.ts';
import type { TelemetryWriter } from '../telemetry/telemetry-writer.ts';
import { autoscalerFindings, loadFindings, rightFindings } from './cluster-findings.ts';
import { clusterFindings } from './log-cluster-findings.ts';
import { envoyFilterFindings } from './envoy-filter-findings.ts';
import { loggingFindings } from './logging-findings.ts';
import { knobFindings, proxyFindings } from './proxy-findings.ts';
import { readSituation, type Situation, type SituationOptions } from './read-situation.ts';
import { telemetryFindings } from './telemetry-findings.ts';
import { tracingFindings } from './tracing-findings.ts';

export interface IstioWriters {
  readonly telemetry: TelemetryWriter;
  readonly envoyFilter: EnvoyFilterWriter;
  /** Another experiment that has the workload. */
  takenBy(plan: Situation['plan']): Promise<Failure | undefined>;
}

/** Every trap that can falsify a variant of Istio, looked for before anything is changed; errors first. */
export async function preflightFindings(
  options: SituationOptions,
  writers: IstioWriters
): Promise<readonly ExperimentFinding[]> {
  const read = await readSituation(options);
  if (!read.ok) return [error('istio-target', read.detail, 'Look at the target of the spec.')];
  const situation = read.value;
  const { spec, cluster, proxy } = options;
  const variants = variantsOf(spec);
  const findings = [
    ...knobFindings(variants, spec.allowEnvoyFilter === true),
    ...tracingFindings(variants, situation),
    ...preflightOfLoad(spec),
    ...loggingFindings(variants, situation),
    ...telemetryFindings(situation),
    ...takenFindings(await writers.takenBy(situation.plan)),
    ...envoyFilterFindings(variants, situation),
    ...(await clusterFindings(variants, proxy)),
    ...proxyFindings(situation, await proxy.counters()),
    ...(await rightFindings(cluster, situation)),
    ...(await autoscalerFindings(cluster, situation)),
    ...(await loadFindings(cluster, spec, situation)),
  ];
  const isHopeless = findings.some(({ severity }) => severity === 'error');
  const all = isHopeless ? findings : [...findings, ...(await admissionFindings(variants, situation, writers))];
  return all.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

const takenFindings = (taken: Failure | undefined): ExperimentFinding[] =>
  taken === undefined ? [] : [error('another-experiment', taken.detail, '')];

const SEVERITIES = ['error', 'warning', 'info'];

/** What the API server itself says, by a dry run: schemas, admission policies such as Istio's stable validation policy. */
async function admissionFindings(
  variants: readonly Variant[],
  { plan }: Situation,
  { telemetry, envoyFilter }: IstioWriters
): Promise<ExperimentFinding[]> {
  const findings: ExperimentFinding[] = [];
  for (const variant of variants) {
    const unread = { tracing: '', accessLog: '', stats: '', rest: '' };
    const written = await telemetry.apply(variant, { ...plan, parts: unread }, { dryRun: true });
    const outcome = written.ok ? await envoyFilter.apply(variant, plan, { dryRun: true }) : written;
    if (outcome.ok) continue;
    const sentence = `Variant ${variant.name} would be refused: ${outcome.detail}`;
    findings.push(
      error('admission-refused', sentence, 'A policy of the cluster, or the schema of the object, forbids it.')
    );
  }
  return findings;
}
