import { type PlannedCost, type PlanTask, TASK_DEFAULTS } from '@meshprof/contracts';
import type { InventoryRow } from '../targets/inventory-store.ts';

/**
 * Measured with `meshprof record` on tests/workloads (call-tree, go-tree; 5 s at 999 Hz each; Linux 6.18, 2 CPUs) and rounded
 * up: an estimate to decide by, not a bill.
 */
const SESSION_CPU_MS = 1_000;
const DRAIN_CPU_MS_A_SECOND = 5;
const SAMPLE_CPU_MS = 0.1;
const PROFILE_BYTES = 8_192;
const SAMPLE_BYTES = 100;
const WINDOW_MS = 10_000;

/** Nobody knows how many CPUs a node has: what the agent's default of stacks a second for each CPU is multiplied with. */
const ASSUMED_CPUS = 8;
const STACKS_A_SECOND_AND_CPU = 500;

/** What sessions on these processes may cost. */
export function estimateCost(body: PlanTask, chosen: readonly InventoryRow[]): PlannedCost {
  const { events = TASK_DEFAULTS.events, frequencyHz = TASK_DEFAULTS.frequencyHz, offCpu } = body;
  const durationMs = body.durationMs ?? TASK_DEFAULTS.durationMs;
  const seconds = durationMs / 1000;
  const ticks = events.includes('on-cpu') ? frequencyHz * seconds : 0;
  const stacksASecond = offCpu?.stacksPerSecond ?? STACKS_A_SECOND_AND_CPU * ASSUMED_CPUS;
  const stacks = events.includes('off-cpu') ? stacksASecond * seconds : 0;
  const windows = Math.ceil(durationMs / WINDOW_MS);
  const budgetMs = ((body.agentCpuPercent ?? Infinity) / 100) * durationMs;
  const nodes = [...Map.groupBy(chosen, (row) => row.agent_id).values()].map((rows) => {
    const samples =
      rows.reduce((sum, { threads }) => sum + ticks * Math.min(threads, ASSUMED_CPUS), 0) + stacks * rows.length;
    const cpuMs = SESSION_CPU_MS * rows.length + DRAIN_CPU_MS_A_SECOND * seconds + SAMPLE_CPU_MS * samples;
    const bytes = rows.length * windows * PROFILE_BYTES * events.length + samples * SAMPLE_BYTES;
    return { cpuMs: Math.min(cpuMs, budgetMs * rows.length), bytes };
  });
  const sum = (of: (node: { cpuMs: number; bytes: number }) => number) =>
    nodes.reduce((total, node) => total + of(node), 0);
  const largest = (of: (node: { cpuMs: number; bytes: number }) => number) => Math.max(0, ...nodes.map(of));
  return {
    onCpuSamplesTypical: Math.round(ticks * chosen.length),
    onCpuSamplesAtMost: Math.round(chosen.reduce((total, { threads }) => total + ticks * threads, 0)),
    offCpuStacksAtMost: Math.round(stacks * chosen.length),
    agentCpuMs: Math.round(sum(({ cpuMs }) => cpuMs)),
    agentCpuPercent: Math.round((100 * largest(({ cpuMs }) => cpuMs)) / durationMs),
    spoolBytes: Math.round(largest(({ bytes }) => bytes)),
    storeBytes: Math.round(sum(({ bytes }) => bytes)),
  };
}
