import type { Variant } from '@meshprof/contracts';
import { fail, type Failure, type Outcome, succeed } from '../../drivers/outcome.ts';
import { orAbsent, refusalOfWrite } from '../cluster/cluster-answer.ts';
import { lastWriter, nameOf } from '../cluster/cluster-object.ts';
import { EXPERIMENT_ANNOTATION, OWN_LABELS } from '../cluster/object-names.ts';
import type { ApplyOptions, ObjectIntent, ObjectStore } from '../cluster/object-store.ts';
import { changedByOthers, isOurs, notOurs, ownMarks, specHash } from '../cluster/ownership.ts';
import type { Telemetry, TelemetryBlocks, TelemetrySpec } from '../cluster/telemetry-object.ts';
import type { IstioSnapshot } from './istio-snapshot.ts';
import { variantBlocks } from './variant-blocks.ts';

/** Writes the one Telemetry object of an experiment: its own, or the one that the workload had before. */
export class TelemetryWriter {
  readonly #store: ObjectStore<Telemetry>;

  constructor(store: ObjectStore<Telemetry>) {
    this.#store = store;
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
    const options: ApplyOptions = {
      dryRun,
      force: snapshot.prior !== null && !isOurs(current.value, snapshot.experimentId),
    };
    const answer = await this.#store.apply(intentOf(blocks.value, snapshot, current.value), options);
    return answer.ok ? succeed(answer.value) : refusalOfWrite(answer, dryRun);
  }

  async read({ namespace, name }: Pick<IstioSnapshot, 'namespace' | 'name'>): Promise<Outcome<Telemetry | undefined>> {
    const answer = orAbsent(await this.#store.read(namespace, name));
    return answer.ok ? succeed(answer.value) : fail('preflight-failed', answer.sentence);
  }
}

function intentOf(blocks: TelemetryBlocks, snapshot: IstioSnapshot, current: Telemetry | undefined): ObjectIntent {
  const { namespace, name, experimentId, prior, selection } = snapshot;
  const spec = prior === null ? { ...selection, ...blocks } : blocks;
  return {
    namespace,
    name,
    ...(prior === null && { labels: OWN_LABELS }),
    annotations: ownMarks(experimentId, prior === null ? spec : { ...withoutBlocks(prior.spec), ...blocks }),
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
  if (isOurs(current, snapshot.experimentId)) return changedByOthers(current, what);
  if (prior === null || EXPERIMENT_ANNOTATION in (current.metadata.annotations ?? {})) return notOurs(current, what);
  const isAsBefore = current.metadata.uid === prior.metadata.uid && specHash(current.spec) === specHash(prior.spec);
  return isAsBefore ? undefined : fail('foreign-change', `${what} was changed by ${lastWriter(current)}.`);
}
