import type { Variant } from '@meshprof/contracts';
import { fail, type Failure, type Outcome, succeed } from '../../drivers/outcome.ts';
import { HTTP_CONFLICT, HTTP_NOT_FOUND, orAbsent, refusalOfWrite } from '../cluster/cluster-answer.ts';
import { nameOf } from '../cluster/cluster-object.ts';
import type { EnvoyFilter, EnvoyFilterSpec } from '../cluster/envoy-filter-object.ts';
import { OWN_LABELS } from '../cluster/object-names.ts';
import type { ObjectIntent, ObjectStore } from '../cluster/object-store.ts';
import { changedByOthers, isOurs, notOurs, ownMarks } from '../cluster/ownership.ts';
import type { EnvoyFilterPlan, IstioSnapshot } from '../telemetry/istio-snapshot.ts';
import { variantPatches } from './variant-patches.ts';

type Known = Omit<IstioSnapshot, 'parts'>;

/** Another writer may come between reading and deleting; not so often. */
const MAX_TRIES = 5;

/** Writes the EnvoyFilter of an experiment: always its own object, there only while a variant needs it. */
export class EnvoyFilterWriter {
  readonly #store: ObjectStore<EnvoyFilter>;
  /** What the variant in force has of it; undefined before the first `apply` of this process. */
  #isWritten: boolean | undefined;

  constructor(store: ObjectStore<EnvoyFilter>) {
    this.#store = store;
  }

  /** Without a plan for one nothing is read nor written. */
  async apply(variant: Variant, snapshot: Known, { dryRun = false } = {}): Promise<Outcome<void>> {
    const { envoyFilter } = snapshot;
    if (envoyFilter === undefined) return succeed(undefined);
    const patches = variantPatches(variant, { ...snapshot, envoyFilter });
    const current = await this.#read(snapshot, envoyFilter);
    if (!current.ok) return current;
    const foreign = foreignChange(current.value, snapshot);
    if (foreign !== undefined) return foreign;
    if (!dryRun) this.#isWritten = patches.length > 0;
    if (patches.length === 0) return dryRun ? succeed(undefined) : this.undo(snapshot);
    const spec = specOf(patches, snapshot, envoyFilter);
    const answer = await this.#store.apply(intentOf(spec, { snapshot, envoyFilter, current: current.value }), {
      dryRun,
    });
    return answer.ok ? succeed(undefined) : refusalOfWrite(answer, dryRun);
  }

  /** `foreign-change` where it is not as the variant in force has it. What cannot be read is not known to be changed. */
  async check(snapshot: Known): Promise<Outcome<void>> {
    const { envoyFilter } = snapshot;
    if (envoyFilter === undefined || this.#isWritten === undefined) return succeed(undefined);
    const current = await this.#read(snapshot, envoyFilter);
    if (!current.ok) return succeed(undefined);
    if (current.value === undefined && this.#isWritten) {
      return fail('foreign-change', `${titleOf(snapshot, envoyFilter)} was deleted by somebody.`);
    }
    return foreignChange(current.value, snapshot) ?? succeed(undefined);
  }

  /** Deletes it, if it is ours. Idempotent. */
  async undo(snapshot: Known): Promise<Outcome<void>> {
    const { envoyFilter, experimentId } = snapshot;
    if (envoyFilter === undefined) return succeed(undefined);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const current = await this.#read(snapshot, envoyFilter);
      if (!current.ok) return current;
      if (current.value === undefined) return succeed(undefined);
      if (!isOurs(current.value, experimentId)) return notOurs(current.value, titleOf(snapshot, envoyFilter));
      const removed = await this.#store.remove(current.value);
      if (removed.ok) return succeed(undefined);
      if (removed.status !== HTTP_CONFLICT && removed.status !== HTTP_NOT_FOUND) {
        const what = `${titleOf(snapshot, envoyFilter)} could not be deleted`;
        return fail('preflight-failed', `${what}: ${removed.sentence}`);
      }
    }
    const what = titleOf(snapshot, envoyFilter);
    return fail('foreign-change', `${what} is changed faster than it can be deleted.`);
  }

  async #read({ namespace }: Known, { name }: EnvoyFilterPlan): Promise<Outcome<EnvoyFilter | undefined>> {
    const answer = orAbsent(await this.#store.read(namespace, name));
    return answer.ok ? succeed(answer.value) : fail('preflight-failed', answer.sentence);
  }
}

const titleOf = ({ namespace }: Pick<Known, 'namespace'>, { name }: EnvoyFilterPlan): string =>
  `EnvoyFilter ${namespace}/${name}`;

function foreignChange(current: EnvoyFilter | undefined, { experimentId }: Known): Failure | undefined {
  if (current === undefined) return undefined;
  const what = `EnvoyFilter ${nameOf(current)}`;
  return isOurs(current, experimentId) ? changedByOthers(current, what) : notOurs(current, what);
}

function specOf(
  configPatches: NonNullable<EnvoyFilterSpec['configPatches']>,
  { selection }: Known,
  { priority }: EnvoyFilterPlan
): EnvoyFilterSpec {
  const labels = selection.selector?.matchLabels;
  const { targetRefs } = selection;
  return {
    ...(targetRefs !== undefined && { targetRefs }),
    ...(labels !== undefined && { workloadSelector: { labels } }),
    priority,
    configPatches,
  };
}

interface Intended {
  readonly snapshot: Known;
  readonly envoyFilter: EnvoyFilterPlan;
  readonly current: EnvoyFilter | undefined;
}

function intentOf(spec: EnvoyFilterSpec, { snapshot, envoyFilter, current }: Intended): ObjectIntent {
  const { resourceVersion } = current?.metadata ?? {};
  return {
    namespace: snapshot.namespace,
    name: envoyFilter.name,
    labels: OWN_LABELS,
    annotations: ownMarks(snapshot.experimentId, spec),
    ...(resourceVersion !== undefined && { resourceVersion }),
    spec,
  };
}
