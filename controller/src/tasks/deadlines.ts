import type { AgentPresence } from '../agents/agent-presence.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { TaskTargetRow } from './task-rows.ts';
import { LEAD_MS } from './start-time.ts';
import type { TaskChanges } from './task-changes.ts';
import { isSameRow } from './task-store.ts';

/** A target that no agent has begun after this long is given up. */
export const DISPATCH_TIMEOUT_MS = 60_000;

/** How long after its session's end a target may drain before the controller takes it for forgotten. */
export const DRAIN_TIMEOUT_MS = 5 * 60_000;

/** How long an idempotency key is remembered. */
export const IDEMPOTENCY_KEY_LIFE_MS = 24 * 3_600_000;

export interface DeadlineClock {
  readonly nowMs: number;
  /** When this controller began to listen, or its clock was set; time before it is nobody's fault. */
  readonly listeningSinceMs: number;
  readonly isConnected: (agentId: string) => boolean;
}

/** Applies what the passing of time means for one target. Changes `target` in place. */
export function applyDeadline(target: TaskTargetRow, clock: DeadlineClock): void {
  const since = (time: number) => {
    // No assembled target begins, and none began, later than that: the clock was set back.
    const isUnknown = time > clock.nowMs + LEAD_MS;
    return clock.nowMs - (isUnknown ? clock.listeningSinceMs : Math.max(time, clock.listeningSinceMs));
  };
  const sessionOverBy = since(target.running_at_ms ?? target.start_at_ms) - target.duration_ms;
  switch (target.state) {
    case 'waiting':
      if (since(target.start_at_ms) < DISPATCH_TIMEOUT_MS) return;
      target.state = 'failed';
      target.reason_code = 'not-dispatched';
      return;
    case 'running':
    case 'draining':
      if (clock.isConnected(target.agent_id) && sessionOverBy < DRAIN_TIMEOUT_MS) return;
      target.state = 'lost';
      target.reason_code = 'agent-lost';
      return;
    case 'lost':
      // A cut-off agent that returns before its session's end goes on; one that returns later must not begin anew.
      if (sessionOverBy > 0) target.assigned = 0;
      return;
  }
}

/** Looks at every target that waits for something. */
export async function applyDeadlines(
  parts: { storage: Storage; changes: TaskChanges; presence: AgentPresence },
  clock: Omit<DeadlineClock, 'isConnected'>
): Promise<void> {
  const open = await parts.storage
    .selectFrom('task_targets')
    .leftJoin('agents', 'agents.id', 'task_targets.agent_id')
    .selectAll('task_targets')
    .select(['agents.last_seen_at_ms'])
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['waiting', 'running', 'draining']),
        eb.and([eb('state', '=', 'lost'), eb('assigned', '=', 1)]),
      ])
    )
    .execute();
  const lastSeen = new Map(open.map((target) => [target.agent_id, target.last_seen_at_ms ?? 0]));
  const isConnected = (id: string) => parts.presence.isConnected({ id, last_seen_at_ms: lastSeen.get(id) ?? 0 });
  const full = { ...clock, isConnected };
  const due = open.filter(({ last_seen_at_ms: _, ...before }) => {
    const target = { ...before };
    applyDeadline(target, full);
    return !isSameRow(before, target);
  });
  for (const taskId of new Set(due.map((target) => target.task_id))) {
    await parts.changes.edit(taskId, ({ targets }) => {
      for (const target of targets) applyDeadline(target, full);
    });
  }
  const forgotten = clock.nowMs - IDEMPOTENCY_KEY_LIFE_MS;
  await parts.storage.deleteFrom('idempotency_keys').where('created_at_ms', '<', forgotten).execute();
}
