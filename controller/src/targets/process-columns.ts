import type { TaskTarget } from '@meshprof/contracts';
import type { AgentId, TargetId } from '../storage/ids.ts';
import type { InventoryRow } from './inventory-store.ts';

/** A process in the row of what it is part of: a copy, because the inventory forgets it when it ends. */
export interface ProcessColumns {
  target_id: TargetId;
  agent_id: AgentId;
  node: string;
  pid: number;
  start_time_ticks: string;
  service: string;
  role: string;
  process: string;
  container: string | null;
}

export function processColumns(row: InventoryRow): ProcessColumns {
  const { agent_id, node, pid, start_time_ticks, service, role, process, container } = row;
  return { target_id: row.id, agent_id, node, pid, start_time_ticks, service, role, process, container };
}

/** As the API shows it. */
export function toProcess(
  row: ProcessColumns
): Pick<TaskTarget, 'id' | 'agentId' | 'node' | 'pid' | 'service' | 'role' | 'process' | 'container'> {
  const { node, pid, service, role, process, container } = row;
  return { id: row.target_id, agentId: row.agent_id, node, pid, service, role, process, container };
}
