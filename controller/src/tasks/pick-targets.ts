import { createHash } from 'node:crypto';
import type { AgentId } from '../storage/ids.ts';
import type { InventoryRow } from '../targets/inventory-store.ts';
import type { SessionLimits } from '../targets/session-limits.ts';

/** What a task may still take. */
export interface Room {
  readonly count: number;
  readonly limits: SessionLimits;
  /** Sessions of this task that its agents hold already. Those of other tasks may have ended by then. */
  readonly held?: ReadonlyMap<AgentId, number>;
}

/** Processes that could be profiled, each list in the order that they came in. */
export interface Picked {
  readonly taken: readonly InventoryRow[];
  /** More than the task may have. */
  readonly tooMany: readonly InventoryRow[];
  /** More than their agents hold sessions at the same time. */
  readonly beyondSessions: readonly InventoryRow[];
}

/**
 * As many as there is room for, by a hash of their ids: neither the first node nor the lowest pid is preferred, and the
 * same processes give the same choice, so that a task gets what its plan said.
 */
export function pickTargets(rows: readonly InventoryRow[], { count, limits, held = NOTHING }: Room): Picked {
  const left = new Map<AgentId, number>();
  const refused = new Map<InventoryRow, 'too-many' | 'beyond-sessions'>();
  let room = count;
  for (const row of inFairOrder(rows)) {
    const id = row.agent_id;
    const sessions = left.get(id) ?? (limits.get(id) ?? Infinity) - (held.get(id) ?? 0);
    if (room <= 0) refused.set(row, 'too-many');
    else if (sessions <= 0) refused.set(row, 'beyond-sessions');
    else {
      room -= 1;
      left.set(id, sessions - 1);
    }
  }
  return {
    taken: rows.filter((row) => !refused.has(row)),
    tooMany: rows.filter((row) => refused.get(row) === 'too-many'),
    beyondSessions: rows.filter((row) => refused.get(row) === 'beyond-sessions'),
  };
}

const NOTHING: ReadonlyMap<AgentId, number> = new Map();

function inFairOrder(rows: readonly InventoryRow[]): InventoryRow[] {
  return rows
    .map((row) => ({ row, order: createHash('sha256').update(row.id).digest('hex') }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ row }) => row);
}
