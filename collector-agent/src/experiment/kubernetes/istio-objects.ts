import type { Variant } from '@meshprof/contracts';
import { type Failure, type Outcome, succeed } from '../drivers/outcome.ts';
import type { ClusterApi } from './cluster/cluster-api.ts';
import { EnvoyFilterWriter } from './envoy-filter/envoy-filter-writer.ts';
import type { IstioSnapshot } from './telemetry/istio-snapshot.ts';
import { foreignChange, TelemetryWriter } from './telemetry/telemetry-writer.ts';
import { undoTelemetry } from './telemetry/undo-telemetry.ts';
import { WorkloadLease } from './workload-lease.ts';

type Known = Omit<IstioSnapshot, 'parts'>;

/** All that an experiment writes into a cluster: the lease of its workload, a Telemetry, and maybe an EnvoyFilter. */
export class IstioObjects {
  readonly telemetry: TelemetryWriter;
  readonly envoyFilter: EnvoyFilterWriter;
  readonly #cluster: ClusterApi;
  #lease: WorkloadLease | undefined;

  constructor(cluster: ClusterApi) {
    this.#cluster = cluster;
    this.telemetry = new TelemetryWriter(cluster.telemetries);
    this.envoyFilter = new EnvoyFilterWriter(cluster.envoyFilters);
  }

  /** Before anything is written: whoever else wants the workload is told who has it. */
  hold(snapshot: Known): Promise<Outcome<void>> {
    return this.#leaseOf(snapshot)?.hold() ?? Promise.resolve(succeed(undefined));
  }

  async takenBy(snapshot: Known): Promise<Failure | undefined> {
    return this.#leaseOf(snapshot)?.takenBy();
  }

  async apply(variant: Variant, snapshot: IstioSnapshot): Promise<Outcome<void>> {
    const held = await this.hold(snapshot);
    if (!held.ok) return held;
    const written = await this.telemetry.apply(variant, snapshot);
    return written.ok ? this.envoyFilter.apply(variant, snapshot) : written;
  }

  /** What somebody else did to them; what cannot be read is not known to be changed. */
  async checkUnchanged(snapshot: IstioSnapshot): Promise<Outcome<void>> {
    const [lease, current, envoyFilter] = await Promise.all([
      this.#lease?.check() ?? succeed(undefined),
      this.telemetry.read(snapshot),
      this.envoyFilter.check(snapshot),
    ]);
    if (!lease.ok) return lease;
    const foreign = current.ok ? foreignChange(current.value, snapshot, { isWritten: true }) : undefined;
    return foreign ?? envoyFilter;
  }

  /** Both are tried, whatever becomes of the first. */
  async undo(snapshot: IstioSnapshot): Promise<Outcome<void>> {
    const envoyFilter = await this.envoyFilter.undo(snapshot);
    const telemetry = await undoTelemetry(this.#cluster.telemetries, snapshot);
    return telemetry.ok ? envoyFilter : telemetry;
  }

  /** Others may have the workload. */
  async release(snapshot: IstioSnapshot): Promise<void> {
    await this.#leaseOf(snapshot)?.release();
  }

  /** Gives the lease back that this process took. */
  async close(): Promise<void> {
    await this.#lease?.release();
  }

  #leaseOf({ namespace, leaseName, experimentId }: Known): WorkloadLease | undefined {
    if (leaseName === undefined) return undefined;
    this.#lease ??= new WorkloadLease({ store: this.#cluster.leases, namespace, name: leaseName, experimentId });
    return this.#lease;
  }
}
