import type { ExperimentFinding, Variant } from '@meshprof/contracts';
import { error } from '../../drivers/finding.ts';
import { preflightOfLoad } from '../../drivers/preflight-load.ts';
import { variantsOf } from '../../drivers/variants-of.ts';
import type { TelemetryWriter } from '../telemetry/telemetry-writer.ts';
import { autoscalerFindings, loadFindings, rightFindings } from './cluster-findings.ts';
import { loggingFindings } from './logging-findings.ts';
import { knobFindings, proxyFindings } from './proxy-findings.ts';
import { readSituation, type Situation, type SituationOptions } from './read-situation.ts';
import { telemetryFindings } from './telemetry-findings.ts';
import { tracingFindings } from './tracing-findings.ts';

/** Every trap that can falsify a variant of Istio, looked for before anything is changed; errors first. */
export async function preflightFindings(
  options: SituationOptions,
  writer: TelemetryWriter
): Promise<readonly ExperimentFinding[]> {
  const read = await readSituation(options);
  if (!read.ok) return [error('istio-target', read.detail, 'Look at the target of the spec.')];
  const situation = read.value;
  const { spec, cluster, proxy } = options;
  const variants = variantsOf(spec);
  const findings = [
    ...knobFindings(variants),
    ...tracingFindings(variants, situation),
    ...preflightOfLoad(spec),
    ...loggingFindings(variants, situation),
    ...telemetryFindings(situation),
    ...proxyFindings(situation, await proxy.counters()),
    ...(await rightFindings(cluster, situation)),
    ...(await autoscalerFindings(cluster, situation)),
    ...(await loadFindings(cluster, spec, situation)),
  ];
  const isHopeless = findings.some(({ severity }) => severity === 'error');
  const all = isHopeless ? findings : [...findings, ...(await admissionFindings(variants, situation, writer))];
  return all.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

const SEVERITIES = ['error', 'warning', 'info'];

/** What the API server itself says, by a dry run: schemas, admission policies such as Istio's stable validation policy. */
async function admissionFindings(
  variants: readonly Variant[],
  { plan }: Situation,
  writer: TelemetryWriter
): Promise<ExperimentFinding[]> {
  const findings: ExperimentFinding[] = [];
  for (const variant of variants) {
    const unread = { tracing: '', accessLog: '', stats: '', rest: '' };
    const outcome = await writer.apply(variant, { ...plan, parts: unread }, { dryRun: true });
    if (outcome.ok) continue;
    const sentence = `Variant ${variant.name} would be refused: ${outcome.detail}`;
    findings.push(
      error('admission-refused', sentence, 'A policy of the cluster, or the schema of Telemetry, forbids it.')
    );
  }
  return findings;
}
