import { randomUUID, randomUUIDv7 } from 'node:crypto';

/**
 * Ids are opaque text. Those of tasks and experiments begin with their time (UUID v7), which keeps new rows together in
 * the index.
 */
export type TaskId = string;
export type AgentId = string;
export type ExperimentId = string;
/** `<agent id>:<pid>:<start time ticks>` */
export type TargetId = string;

export const newTaskId = (): TaskId => randomUUIDv7();
export const newExperimentId = (): ExperimentId => randomUUIDv7();
export const newAgentId = (): AgentId => randomUUID();

export function targetIdOf(agentId: AgentId, process: { pid: number; startTimeTicks: string }): TargetId {
  return `${agentId}:${process.pid}:${process.startTimeTicks}`;
}

export function agentIdOfTarget(targetId: TargetId): AgentId {
  return targetId.split(':', 1)[0] ?? '';
}

export function pidOfTarget(targetId: TargetId): number {
  return Number(targetId.split(':')[1] ?? 0);
}
