import type { ExperimentSpec } from '@meshprof/contracts';
import type { Trx } from '../tasks/task-store.ts';
import type { ExperimentRow } from './experiment-rows.ts';

/**
 * What an experiment must have for itself while it runs: its node, whose CPU it measures, and its target. For a mesh
 * that is the workload wherever it runs; for a proxy by its own address the node is the target.
 */
export function leasesOf({ node, target_key }: Pick<ExperimentRow, 'node' | 'target_key'>): string[] {
  return [`node ${node}`, `target ${target_key}`];
}

export function targetKeyOf({ driver, target }: ExperimentSpec, node: string): string {
  if (driver === 'istio') return `workload ${target.namespace ?? 'default'}/${target.workload ?? '*'}`;
  const proxy = target.adminUrl ?? target.listenersFile ?? target.runtimeFile ?? `pid ${target.pid ?? 'unknown'}`;
  return `proxy ${node} ${proxy}`;
}

/** Fails on the primary key if another experiment has one of them. */
export async function takeLeases(trx: Trx, row: ExperimentRow, nowMs: number): Promise<void> {
  const values = leasesOf(row).map((lease) => ({ lease, experiment_id: row.id, since_ms: nowMs }));
  await trx.insertInto('experiment_leases').values(values).execute();
}

export async function releaseLeases(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('experiment_leases').where('experiment_id', '=', id).execute();
}
