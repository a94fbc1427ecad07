import { type PlannedTarget, type PlanTask, TASK_DEFAULTS, type TaskPlan } from '@meshprof/contracts';
import { nextStarts } from '../schedules/schedule-times.ts';
import type { InventoryRow } from '../targets/inventory-store.ts';
import { type Choice, chooseTargets, type Inventory } from './choose-targets.ts';
import { estimateCost } from './estimate-cost.ts';
import { resolveStart } from './start-time.ts';
import { describeReason } from './task-view.ts';

const MAX_TARGETS_SHOWN = 100;

export type PlanOutcome = { ok: true; plan: TaskPlan } | { ok: false; pointer: string; message: string };

/** What would happen if this were created now: the same choice of processes, and what it would cost. */
export async function planTask(
  { inventory, isWanted }: { inventory: Inventory; isWanted?: () => boolean },
  body: PlanTask,
  nowMs: number
): Promise<PlanOutcome> {
  const starts = startsOf(body, nowMs);
  if (!starts.ok) return starts;
  const maxTargets = body.maxTargets ?? TASK_DEFAULTS.maxTargets;
  const matched = await chooseTargets(inventory, {
    selector: body.selector,
    maxTargets,
    ...(isWanted && { isWanted }),
  });
  if (!matched.ok) return matched;
  const { chosen } = matched.choice;
  const plan = {
    startsAt: starts.atMs.map((atMs) => new Date(atMs).toISOString()),
    durationMs: body.durationMs ?? TASK_DEFAULTS.durationMs,
    targets: chosen.slice(0, MAX_TARGETS_SHOWN).map(toPlanned),
    targetsTotal: chosen.length,
    nodes: new Set(chosen.map((row) => row.agent_id)).size,
    leftOut: toPlannedGroups(matched.choice),
    cost: estimateCost(body, chosen),
  };
  return { ok: true, plan };
}

function startsOf({ schedule, startAt }: PlanTask, nowMs: number) {
  if (schedule === undefined) {
    const start = resolveStart(startAt, nowMs);
    if (!start.ok) return { ok: false as const, pointer: '/startAt', message: start.message };
    return { ok: true as const, atMs: [start.startAtMs] };
  }
  const next = nextStarts(schedule, nowMs);
  return next.ok ? next : { ...next, pointer: `/schedule${next.pointer}` };
}

function toPlannedGroups({ leftOut }: Choice): TaskPlan['leftOut'] {
  return [...leftOut.groups].map(([code, { count, examples }]) => ({
    ...describeReason(code, null),
    count,
    examples: examples.map(toPlanned),
  }));
}

function toPlanned({ id, node, pid, service, role, process, threads }: InventoryRow): PlannedTarget {
  return { id, node, pid, service, role, process, threads };
}
