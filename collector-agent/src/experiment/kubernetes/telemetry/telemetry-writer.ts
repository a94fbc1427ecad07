import type { Variant } from '@meshprof/contracts';
import { fail, type Failure, type Outcome, succeed } from '../../drivers/outcome.ts';
import { type ClusterAnswer, HTTP_CONFLICT, orAbsent } from '../cluster/cluster-answer.ts';
import type { ApplyOptions, ClusterApi, TelemetryIntent } from '../cluster/cluster-api.ts';
import { APPLIED_ANNOTATION, EXPERIMENT_ANNOTATION, OWN_LABELS } from '../cluster/object-names.ts';
import { nameOf, type Telemetry, type TelemetryBlocks, type TelemetrySpec } from '../cluster/telemetry-object.ts';
import { hashOfForms } from '../proxy/hash-of-forms.ts';
import type { IstioSnapshot } from './istio-snapshot.ts';
import { variantBlocks } from './variant-blocks.ts';

/** Writes the one Telemetry object of an experiment: its own, or the one that the workload had before. */
export class TelemetryWriter {
  readonly #cluster: ClusterApi;

  constructor(cluster: ClusterApi) {
    this.#cluster = cluster;
  }

  /**
   * `foreign-change` if the object is not as it was before, or as we wrote it last. Every block is sent with every
   * variant: a field that an owner no longer applies is taken out.
   */
  async apply(variant: Variant, snapshot: IstioSnapshot, { dryRun = false } = {}): Promise<Outcome<Telemetry>> {
    const existing = snapshot.prior?.spec;
    const blocks = variantBlocks(variant, { ...snapshot, ...(existing !== undefined && { existing }) });
    if (!blocks.ok) return blocks;
    const current = await this.read(snapshot);
    if (!current.ok) return current;
    const foreign = foreignChange(current.value, snapshot);
    if (foreign !== undefined) return foreign;
    const options: ApplyOptions = { dryRun, force: snapshot.prior !== null && !isOurs(current.value, snapshot) };
    const answer = await this.#cluster.applyTelemetry(intentOf(blocks.value, snapshot, current.value), options);
    return answer.ok ? succeed(answer.value) : refusal(answer, dryRun);
  }

  async read({ namespace, name }: Pick<IstioSnapshot, 'namespace' | 'name'>): Promise<Outcome<Telemetry | undefined>> {
    const answer = orAbsent(await this.#cluster.readTelemetry(namespace, name));
    return answer.ok ? succeed(answer.value) : fail('preflight-failed', answer.sentence);
  }
}

export const specHash = (spec: TelemetrySpec | undefined): string => hashOfForms([spec ?? {}]);

export function isOurs(object: Telemetry | undefined, { experimentId }: Pick<IstioSnapshot, 'experimentId'>): boolean {
  return object?.metadata.annotations?.[EXPERIMENT_ANNOTATION] === experimentId;
}

function intentOf(blocks: TelemetryBlocks, snapshot: IstioSnapshot, current: Telemetry | undefined): TelemetryIntent {
  const { namespace, name, experimentId, prior, selection } = snapshot;
  const spec = prior === null ? { ...selection, ...blocks } : blocks;
  return {
    namespace,
    name,
    ...(prior === null && { labels: OWN_LABELS }),
    annotations: {
      [EXPERIMENT_ANNOTATION]: experimentId,
      [APPLIED_ANNOTATION]: specHash(prior === null ? spec : { ...withoutBlocks(prior.spec), ...blocks }),
    },
    ...(current?.metadata.resourceVersion !== undefined && { resourceVersion: current.metadata.resourceVersion }),
    spec,
  };
}

export function withoutBlocks(spec: TelemetrySpec = {}): TelemetrySpec {
  const { tracing: _tracing, accessLogging: _logging, metrics: _metrics, ...others } = spec;
  return others;
}

/** What somebody else did to the object since; `isWritten`: we have applied a variant, so that it must be there. */
export function foreignChange(
  current: Telemetry | undefined,
  snapshot: IstioSnapshot,
  { isWritten = false } = {}
): Failure | undefined {
  const { prior, namespace, name } = snapshot;
  if (current === undefined) {
    return prior === null && !isWritten
      ? undefined
      : fail('foreign-change', `Telemetry ${namespace}/${name} was deleted by somebody.`);
  }
  const what = `Telemetry ${nameOf(current)}`;
  if (isOurs(current, snapshot)) {
    const isAsWritten = specHash(current.spec) === current.metadata.annotations?.[APPLIED_ANNOTATION];
    return isAsWritten ? undefined : fail('foreign-change', `${what} was changed by ${lastWriter(current)}.`);
  }
  const other = current.metadata.annotations?.[EXPERIMENT_ANNOTATION];
  if (other !== undefined) return fail('foreign-change', `${what} is turned by experiment ${other}.`);
  if (prior === null) return fail('foreign-change', `${what} was made by ${lastWriter(current)}.`);
  const isAsBefore = current.metadata.uid === prior.metadata.uid && specHash(current.spec) === specHash(prior.spec);
  return isAsBefore ? undefined : fail('foreign-change', `${what} was changed by ${lastWriter(current)}.`);
}

function lastWriter({ metadata }: Telemetry): string {
  return metadata.managedFields?.at(-1)?.manager ?? 'somebody';
}

function refusal(answer: ClusterAnswer<unknown> & { ok: false }, dryRun: boolean): Failure {
  if (answer.status === HTTP_CONFLICT) return fail('foreign-change', `Somebody else owns it: ${answer.sentence}`);
  return fail(dryRun ? 'preflight-failed' : 'configuration-rejected', answer.sentence);
}
