import { fail, type Failure, type Outcome, succeed } from '../../drivers/outcome.ts';
import { type ClusterAnswer, HTTP_CONFLICT, HTTP_NOT_FOUND, orAbsent } from '../cluster/cluster-answer.ts';
import { nameOf } from '../cluster/cluster-object.ts';
import { APPLIED_ANNOTATION, EXPERIMENT_ANNOTATION } from '../cluster/object-names.ts';
import type { ObjectStore } from '../cluster/object-store.ts';
import { isOurs, specHash } from '../cluster/ownership.ts';
import { type Telemetry, TELEMETRY_BLOCKS } from '../cluster/telemetry-object.ts';
import type { IstioSnapshot } from './istio-snapshot.ts';

/** Another writer may come between reading and writing; not so often. */
const MAX_TRIES = 5;

/**
 * Deletes our own object, or gives the workload's object its blocks and owners of before. What somebody else did to it
 * meanwhile, outside these blocks, stays. Idempotent: an object that is not ours is left alone.
 */
export async function undoTelemetry(store: ObjectStore<Telemetry>, snapshot: IstioSnapshot): Promise<Outcome<void>> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const current = orAbsent(await store.read(snapshot.namespace, snapshot.name));
    if (!current.ok) return unreachable(current);
    if (!isOurs(current.value, snapshot.experimentId)) return leftAlone(current.value, snapshot);
    const undone = await undoOnce(store, current.value as Telemetry, snapshot);
    if (undone.ok) return succeed(undefined);
    if (undone.status !== HTTP_CONFLICT && undone.status !== HTTP_NOT_FOUND) return unreachable(undone);
  }
  return fail(
    'foreign-change',
    `Telemetry ${snapshot.namespace}/${snapshot.name} is changed faster than it can be put back.`
  );
}

async function undoOnce(
  store: ObjectStore<Telemetry>,
  current: Telemetry,
  { prior }: IstioSnapshot
): Promise<ClusterAnswer<unknown>> {
  if (prior === null) return store.remove(current);
  const replaced = await store.replace(asBefore(current, prior));
  if (!replaced.ok) return replaced;
  // The owners of before, so that a GitOps tool or kubectl meets no conflict with us. The values are back already.
  const { metadata, ...rest } = replaced.value;
  const managedFields = prior.metadata.managedFields ?? [];
  return store.replace({ ...rest, metadata: { ...metadata, managedFields } });
}

/** The live object with the blocks of before, and without our annotations. */
function asBefore(current: Telemetry, prior: Telemetry): Telemetry {
  const {
    [EXPERIMENT_ANNOTATION]: _experiment,
    [APPLIED_ANNOTATION]: _applied,
    ...annotations
  } = current.metadata.annotations ?? {};
  const spec = { ...current.spec };
  for (const block of TELEMETRY_BLOCKS) delete spec[block];
  const blocks = TELEMETRY_BLOCKS.filter((block) => prior.spec?.[block] !== undefined);
  return {
    ...current,
    metadata: { ...current.metadata, annotations },
    spec: { ...spec, ...Object.fromEntries(blocks.map((block) => [block, prior.spec?.[block]])) },
  };
}

/** Fine where it is as before; told where somebody made it something else. */
function leftAlone(current: Telemetry | undefined, { prior, namespace, name }: IstioSnapshot): Outcome<void> {
  const isAsBefore =
    current === undefined ? prior === null : prior !== null && specHash(current.spec) === specHash(prior.spec);
  if (isAsBefore) return succeed(undefined);
  const what =
    current === undefined ? `Telemetry ${namespace}/${name} is gone` : `Telemetry ${nameOf(current)} is not ours`;
  return fail('foreign-change', `${what}: somebody else changed it during the experiment, so it is left as it is.`);
}

const unreachable = ({ sentence }: { sentence: string }): Failure =>
  fail('preflight-failed', `The Telemetry object could not be put back: ${sentence}`);
