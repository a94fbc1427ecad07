import { type CreateTask, type Selector, TASK_DEFAULTS, type TaskCause, type TaskOrigin } from '@meshprof/contracts';
import { newTaskId, type TaskId } from '../storage/ids.ts';
import type { InventoryRow } from '../targets/inventory-store.ts';
import { processColumns } from '../targets/process-columns.ts';
import { NO_LOSSES_JSON } from './target-losses.ts';
import type { TaskLabelRow, TaskRow, TaskTargetRow } from './task-rows.ts';

/** Who or what asks for a task. */
export interface TaskSource {
  readonly author: string;
  readonly origin: TaskOrigin;
  readonly cause?: TaskCause;
  readonly scheduleId?: string;
  readonly copyOf?: TaskId;
}

export function newTask(body: CreateTask, source: TaskSource, times: { nowMs: number; startAtMs: number }): TaskRow {
  const durationMs = body.durationMs ?? TASK_DEFAULTS.durationMs;
  return {
    id: newTaskId(),
    title: body.title ?? '',
    note: body.note ?? '',
    tags_json: JSON.stringify(body.tags ?? []),
    selector_json: JSON.stringify(body.selector),
    events_json: JSON.stringify(body.events ?? TASK_DEFAULTS.events),
    frequency_hz: body.frequencyHz ?? TASK_DEFAULTS.frequencyHz,
    duration_ms: durationMs,
    off_cpu_json: jsonOrNull(body.offCpu),
    max_targets: body.maxTargets ?? TASK_DEFAULTS.maxTargets,
    agent_cpu_percent: body.agentCpuPercent ?? null,
    before_ms: body.beforeMs ?? TASK_DEFAULTS.beforeMs,
    origin: source.origin,
    cause_json: jsonOrNull(source.cause),
    schedule_id: source.scheduleId ?? null,
    copy_of: source.copyOf ?? null,
    author: source.author,
    state: 'scheduled',
    reason_code: null,
    created_at_ms: times.nowMs,
    start_at_ms: times.startAtMs,
    assembled: 0,
    window_end_ms: times.startAtMs + durationMs,
    window_closed: 0,
    left_out_json: '{}',
    started_at_ms: null,
    ended_at_ms: null,
    cancel_requested_at_ms: null,
    cancelled_by: null,
  };
}

/** A process as a target of a task: to be profiled, or skipped for the reason in its verdict. */
export function newTarget(
  task: TaskRow,
  row: InventoryRow,
  session: { startAtMs: number; durationMs: number }
): TaskTargetRow {
  const runs = row.verdict === 'profilable';
  return {
    task_id: task.id,
    ...processColumns(row),
    state: runs ? 'waiting' : 'skipped',
    assigned: runs ? 1 : 0,
    start_at_ms: session.startAtMs,
    duration_ms: session.durationMs,
    delivered_at_ms: null,
    running_at_ms: null,
    elapsed_ms: 0,
    samples_kept: 0,
    samples_lost: 0,
    switches: 0,
    lost_json: NO_LOSSES_JSON,
    reason_code: runs ? null : row.reason_code,
    detail: null,
    profile_start_ms: null,
    profile_end_ms: null,
  };
}

/** Label of the rows that hold tags. */
export const TAG_LABEL = '';

/** What a task is found by: its tags, and the labels that its selector wants to have a certain value. */
export function labelRows(task: TaskRow): TaskLabelRow[] {
  const row = (label: string, value: string) => ({ task_id: task.id, label, value });
  const tags = (JSON.parse(task.tags_json) as string[]).map((tag) => row(TAG_LABEL, tag));
  const wanted = Object.entries(JSON.parse(task.selector_json) as Selector).flatMap(([label, matcher]) => {
    if (typeof matcher !== 'object') return [row(label, String(matcher))];
    return matcher.op === '=' ? [row(label, matcher.value)] : [];
  });
  return [...tags, ...wanted];
}

function jsonOrNull(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
