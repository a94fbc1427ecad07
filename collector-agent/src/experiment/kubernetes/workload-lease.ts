import { fail, type Failure, type Outcome, succeed } from '../drivers/outcome.ts';
import { HTTP_CONFLICT, orAbsent } from './cluster/cluster-answer.ts';
import type { Lease } from './cluster/lease-object.ts';
import { OWN_LABELS } from './cluster/object-names.ts';
import type { ObjectStore } from './cluster/object-store.ts';

export interface WorkloadLeaseOptions {
  readonly store: ObjectStore<Lease>;
  readonly namespace: string;
  readonly name: string;
  readonly experimentId: string;
  readonly nowUnixMs?: () => number;
}

const DURATION_S = 60;
const RENEW_AFTER_MS = 20_000;
/** Clocks of two nodes may differ by so much. */
const SKEW_MS = 30_000;

/**
 * One experiment a workload in the whole cluster, whatever agent runs it. Who deletes the Lease ends the experiment: a
 * kill switch that needs kubectl only. An experiment that died leaves it to expire; its objects still bear its mark.
 */
export class WorkloadLease {
  readonly #options: WorkloadLeaseOptions;
  readonly #now: () => number;
  #renewedMs = Number.NEGATIVE_INFINITY;

  constructor(options: WorkloadLeaseOptions) {
    this.#options = options;
    this.#now = options.nowUnixMs ?? Date.now;
  }

  /** Takes it, or renews it where it is this experiment's already. */
  async hold(): Promise<Outcome<void>> {
    if (this.#now() - this.#renewedMs < RENEW_AFTER_MS) return succeed(undefined);
    const current = await this.#read();
    if (!current.ok) return current;
    const held = current.value;
    if (held !== undefined && this.#isTaken(held)) return this.#takenBy(held);
    return this.#write(held);
  }

  /** Who has it that is not this experiment; takes nothing. */
  async takenBy(): Promise<Failure | undefined> {
    const current = await this.#read();
    return current.ok && current.value !== undefined && this.#isTaken(current.value)
      ? this.#takenBy(current.value)
      : undefined;
  }

  /** `asked-for` where it was deleted. What cannot be read is not known to be lost. */
  async check(): Promise<Outcome<void>> {
    if (this.#renewedMs === Number.NEGATIVE_INFINITY) return succeed(undefined);
    const current = await this.#read();
    if (!current.ok) return succeed(undefined);
    const held = current.value;
    if (held === undefined) return fail('asked-for', `${this.#title} was deleted, which is to end the experiment.`);
    if (held.spec?.holderIdentity !== this.#options.experimentId) return this.#takenBy(held);
    if (this.#now() - this.#renewedMs >= RENEW_AFTER_MS) await this.#write(held);
    return succeed(undefined);
  }

  /** Also where an earlier process of this experiment took it. Best effort: it expires otherwise. */
  async release(): Promise<void> {
    this.#renewedMs = Number.NEGATIVE_INFINITY;
    const current = await this.#read();
    if (!current.ok || current.value?.spec?.holderIdentity !== this.#options.experimentId) return;
    await this.#options.store.remove(current.value);
  }

  get #title(): string {
    return `Lease ${this.#options.namespace}/${this.#options.name}`;
  }

  async #read(): Promise<Outcome<Lease | undefined>> {
    const { store, namespace, name } = this.#options;
    const answer = orAbsent(await store.read(namespace, name));
    return answer.ok ? succeed(answer.value) : fail('preflight-failed', `${this.#title}: ${answer.sentence}`);
  }

  async #write(held: Lease | undefined): Promise<Outcome<void>> {
    const { store, namespace, name, experimentId } = this.#options;
    const nowMs = this.#now();
    const isOurs = held?.spec?.holderIdentity === experimentId;
    const spec = {
      holderIdentity: experimentId,
      leaseDurationSeconds: DURATION_S,
      acquireTime: isOurs ? (held.spec?.acquireTime ?? microTime(nowMs)) : microTime(nowMs),
      renewTime: microTime(nowMs),
    };
    const written =
      held === undefined
        ? await store.create({ namespace, name, labels: OWN_LABELS, annotations: {}, spec })
        : await store.replace({ ...held, spec: { ...held.spec, ...spec } });
    if (written.ok) {
      this.#renewedMs = nowMs;
      return succeed(undefined);
    }
    const why = written.status === HTTP_CONFLICT ? 'another experiment was quicker.' : written.sentence;
    return fail('preflight-failed', `${this.#title} cannot be taken: ${why}`);
  }

  #isTaken({ spec }: Lease): boolean {
    const holder = spec?.holderIdentity ?? '';
    if (holder === '' || holder === this.#options.experimentId) return false;
    const renewedMs = Date.parse(spec?.renewTime ?? '');
    const durationMs = (spec?.leaseDurationSeconds ?? DURATION_S) * 1_000;
    return Number.isFinite(renewedMs) && this.#now() < renewedMs + durationMs + SKEW_MS;
  }

  #takenBy({ spec }: Lease): Failure {
    const holder = spec?.holderIdentity ?? 'somebody';
    return fail(
      'preflight-failed',
      `The workload is taken by experiment ${holder} (${this.#title}). Wait for it, or end it: meshprof experiment abort ${holder}, or kubectl delete lease -n ${this.#options.namespace} ${this.#options.name}.`
    );
  }
}

/** Kubernetes' MicroTime: six digits, no more and no fewer. */
const microTime = (unixMs: number): string => new Date(unixMs).toISOString().replace('Z', '000Z');
