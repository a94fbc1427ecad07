import type { ExperimentFinding, ExperimentSpec, TreatmentProof, Variant } from '@meshprof/contracts';
import { pause } from '../../retry/pause.ts';
import type { Converged, Driver, Restored, Snapshot } from '../drivers/driver.ts';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import { hasRestarted } from '../envoy/has-restarted.ts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { ClusterApi } from './cluster/cluster-api.ts';
import { IstioObjects } from './istio-objects.ts';
import { preflightFindings } from './preflight/preflight-findings.ts';
import { readSituation } from './preflight/read-situation.ts';
import { countedProofs } from './proxy/counted-proofs.ts';
import { type ListenerShapes, listenerShapes } from './proxy/listener-shapes.ts';
import type { ProxyView } from './proxy/proxy-view.ts';
import { proveListeners } from './proxy/variant-claims.ts';
import { type IstioSnapshot, istioSnapshotOf } from './telemetry/istio-snapshot.ts';

export interface IstioDriverOptions {
  readonly experimentId: string;
  readonly spec: ExperimentSpec;
  readonly cluster: ClusterApi;
  readonly proxy: ProxyView;
  readonly pid: number;
  /** istiod needs some seconds, more in a large mesh. */
  readonly convergeLimitMs?: number;
  readonly pollMs?: number;
  readonly diskPaths?: () => Promise<readonly string[]>;
  readonly onClose?: () => void;
}

const CONVERGE_LIMIT_MS = 60_000;
const POLL_MS = 500;
/** istiod pushes more than once after some changes; a configuration that stood this long stays. */
const STEADY_POLLS = 3;
/** After the drain time that the proxy was given. */
const DRAIN_GRACE_MS = 5_000;

/** What `converge` left: the guard compares with it. */
interface Standing {
  readonly hash: string;
  readonly counters: ProxyCounters;
}

/** Turns one workload by its Telemetry object, and an EnvoyFilter where that is allowed; proves each change from the proxy. */
export class IstioDriver implements Driver {
  readonly pid: number;
  readonly #options: IstioDriverOptions;
  readonly #objects: IstioObjects;
  readonly #convergeLimitMs: number;
  readonly #pollMs: number;
  #snapshot: IstioSnapshot | undefined;
  #rejectedBefore = 0;
  /** Undefined while something is under way. */
  #standing: Standing | undefined;

  constructor(options: IstioDriverOptions) {
    this.#options = options;
    this.pid = options.pid;
    this.#objects = new IstioObjects(options.cluster);
    this.#convergeLimitMs = options.convergeLimitMs ?? CONVERGE_LIMIT_MS;
    this.#pollMs = options.pollMs ?? POLL_MS;
  }

  preflight(): Promise<readonly ExperimentFinding[]> {
    return preflightFindings(this.#options, this.#objects);
  }

  async snapshot(): Promise<Outcome<Snapshot>> {
    const situation = await readSituation(this.#options);
    if (!situation.ok) return situation;
    const held = await this.#objects.hold(situation.value.plan);
    if (!held.ok) return held;
    const shapes = await this.#steadyShapes();
    if (!shapes.ok) return shapes;
    const data = { ...situation.value.plan, parts: shapes.value.hashes } satisfies IstioSnapshot;
    return succeed({ driver: 'istio', hash: shapes.value.hash, data });
  }

  async apply(variant: Variant, snapshot: Snapshot): Promise<Outcome<void>> {
    this.#standing = undefined;
    const data = istioSnapshotOf(snapshot);
    if (data === undefined) return notOurs();
    const counters = await this.readCounters();
    if (!counters.ok) return counters;
    this.#rejectedBefore = counters.value.listeners.updatesRejected;
    const written = await this.#objects.apply(variant, data);
    if (!written.ok) return written;
    this.#snapshot = data;
    return succeed(undefined);
  }

  async converge(variant: Variant, signal: AbortSignal): Promise<Outcome<Converged>> {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) throw new Error('converge without apply');
    const shown = await this.#waitForListeners(variant, snapshot, signal);
    if (!shown.ok) return shown;
    const drained = await this.#waitForDrain(snapshot.drainSeconds * 1_000 + DRAIN_GRACE_MS, signal);
    const counters = await this.readCounters();
    if (!counters.ok) return counters;
    this.#standing = { hash: shown.value.hash, counters: counters.value };
    return succeed({ drained, configHash: shown.value.hash });
  }

  async #waitForListeners(
    variant: Variant,
    snapshot: IstioSnapshot,
    signal: AbortSignal
  ): Promise<Outcome<ListenerShapes>> {
    const deadlineMs = performance.now() + this.#convergeLimitMs;
    let steady = 0;
    let missing = '';
    let lastHash = '';
    while (performance.now() < deadlineMs && !signal.aborted) {
      const shapes = await this.#shapes();
      if (!shapes.ok) return shapes;
      const rejected = await this.#rejection(shapes.value);
      if (rejected !== undefined) return rejected;
      const wrong = proveListeners(variant, shapes.value, snapshot).find(({ proven }) => !proven);
      missing = wrong === undefined ? '' : `${wrong.expected}, but found ${wrong.observed}`;
      steady = wrong === undefined && shapes.value.hash === lastHash ? steady + 1 : 0;
      lastHash = shapes.value.hash;
      if (steady >= STEADY_POLLS) return shapes;
      await pause(this.#pollMs, signal);
    }
    if (signal.aborted) return fail('asked-for', 'It was aborted while the proxy took the configuration.');
    const seconds = this.#convergeLimitMs / 1_000;
    return fail('configuration-rejected', `The proxy does not show the variant within ${seconds} s: ${missing}.`);
  }

  async #rejection({ refusals }: ListenerShapes) {
    const counters = await this.readCounters();
    if (!counters.ok) return counters;
    if (counters.value.listeners.updatesRejected <= this.#rejectedBefore) return undefined;
    return fail('configuration-rejected', `The proxy rejected a listener: ${refusals[0] ?? 'it does not say why'}`);
  }

  async #waitForDrain(limitMs: number, signal: AbortSignal): Promise<boolean> {
    const deadlineMs = performance.now() + limitMs;
    while (!signal.aborted) {
      const counters = await this.readCounters();
      if (!counters.ok) return false;
      if (counters.value.listeners.draining + counters.value.listeners.chainsDraining === 0) return true;
      if (performance.now() > deadlineMs) return false;
      await pause(this.#pollMs, signal);
    }
    return false;
  }

  async restore(snapshot: Snapshot): Promise<Outcome<Restored>> {
    this.#standing = undefined;
    const data = istioSnapshotOf(snapshot);
    if (data === undefined) return notOurs();
    const undone = await this.#objects.undo(data);
    if (!undone.ok) return undone;
    this.#snapshot = undefined;
    const deadlineMs = performance.now() + this.#convergeLimitMs;
    for (;;) {
      const hash = await this.configHash();
      if (!hash.ok) {
        return fail(
          hash.reason,
          `What was written to the cluster is as before, but the proxy does not show it: ${hash.detail}`
        );
      }
      const proven = hash.value === snapshot.hash;
      if (proven) await this.#objects.release(data);
      if (proven || performance.now() > deadlineMs) return succeed({ hash: hash.value, proven });
      await pause(this.#pollMs, NEVER);
    }
  }

  async configHash(): Promise<Outcome<string>> {
    const shapes = await this.#shapes();
    return shapes.ok ? succeed(shapes.value.hash) : shapes;
  }

  async checkUnchanged(): Promise<Outcome<void>> {
    const standing = this.#standing;
    const snapshot = this.#snapshot;
    if (standing === undefined || snapshot === undefined) return succeed(undefined);
    const [counters, hash, objects] = await Promise.all([
      this.readCounters(),
      this.configHash(),
      this.#objects.checkUnchanged(snapshot),
    ]);
    // Something began while we asked: what was read may be of either side.
    if (this.#standing !== standing) return succeed(undefined);
    if (!counters.ok) return counters;
    if (hasRestarted(standing.counters, counters.value)) {
      return fail('proxy-restarted', 'The proxy is another process than before.');
    }
    if (!objects.ok) return objects;
    if (!hash.ok) return hash;
    if (hash.value === standing.hash) return succeed(undefined);
    return fail('foreign-change', "The proxy's listeners are not as the variant left them.");
  }

  readCounters(): Promise<Outcome<ProxyCounters>> {
    return this.#options.proxy.counters();
  }

  async prove(variant: Variant, before: ProxyCounters, after: ProxyCounters): Promise<readonly TreatmentProof[]> {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) throw new Error('prove without apply');
    const shapes = await this.#shapes();
    if (!shapes.ok) {
      return variant.knobs.map(({ knob }) => ({
        knob,
        expected: 'seen in config_dump',
        observed: shapes.detail,
        proven: false,
      }));
    }
    return [...proveListeners(variant, shapes.value, snapshot), ...countedProofs(variant, { before, after })];
  }

  diskPaths(): Promise<readonly string[]> {
    return this.#options.diskPaths?.() ?? Promise.resolve([]);
  }

  async close(): Promise<void> {
    await this.#objects.close();
    this.#options.onClose?.();
  }

  /** A change that is on its way to the proxy must not become what is put back. */
  async #steadyShapes(): Promise<Outcome<ListenerShapes>> {
    const deadlineMs = performance.now() + this.#convergeLimitMs;
    let steady = 0;
    let lastHash = '';
    while (performance.now() < deadlineMs) {
      const shapes = await this.#shapes();
      if (!shapes.ok) return shapes;
      steady = shapes.value.hash === lastHash ? steady + 1 : 0;
      if (steady >= STEADY_POLLS) return shapes;
      lastHash = shapes.value.hash;
      await pause(this.#pollMs, NEVER);
    }
    return fail('foreign-change', "The proxy's listeners change all the time, without the experiment.");
  }

  async #shapes(): Promise<Outcome<ListenerShapes>> {
    const dump = await this.#options.proxy.listeners();
    return dump.ok ? succeed(listenerShapes(dump.value)) : dump;
  }
}

const NEVER = new AbortController().signal;

const notOurs = () =>
  fail('preflight-failed', 'The snapshot is not one of the Istio driver, or of another version of it.');
