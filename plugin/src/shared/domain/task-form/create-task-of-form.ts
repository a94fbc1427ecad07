import {
  type CreateTask,
  type EventId,
  OFF_CPU_DEFAULTS,
  type OffCpuOptions,
  type PlanTask,
  type SaveSchedule,
  type Selector,
} from '@meshprof/contracts';
import { selectorOfRows } from './matcher-rows';
import type { TaskForm } from './task-form';

/** The request for one task, now or at a time to come; undefined while the form has no condition. */
export function createTaskOfForm(form: TaskForm): CreateTask | undefined {
  const selector = selectorOfRows(form.matchers);
  return (
    selector && {
      ...definitionOf(form, selector),
      ...(form.start === 'at' && isGiven(form.startAtMs) && { startAt: new Date(form.startAtMs).toISOString() }),
      ...(form.beforeSeconds > 0 && { beforeMs: Math.round(form.beforeSeconds * 1000) }),
    }
  );
}

/** A schedule's tasks have neither a start of their own nor a time before them. */
export function scheduleOfForm(form: TaskForm): SaveSchedule | undefined {
  const selector = selectorOfRows(form.matchers);
  return selector && { cron: form.cron.trim(), timeZone: form.timeZone, task: definitionOf(form, selector) };
}

export function planOfForm(form: TaskForm): PlanTask | undefined {
  if (form.start !== 'repeat') {
    return createTaskOfForm(form);
  }
  const schedule = scheduleOfForm(form);
  return schedule && { ...schedule.task, schedule: { cron: schedule.cron, timeZone: schedule.timeZone } };
}

function definitionOf(form: TaskForm, selector: Selector): SaveSchedule['task'] {
  const title = form.title.trim();
  const note = form.note.trim();
  return {
    selector,
    events: eventsOf(form),
    frequencyHz: form.frequencyHz,
    durationMs: Math.round(form.durationSeconds * 1000),
    ...(form.offCpu && offCpuOf(form)),
    maxTargets: form.maxTargets,
    ...(isGiven(form.agentCpuPercent) && { agentCpuPercent: form.agentCpuPercent }),
    ...(title && { title }),
    ...(note && { note }),
    ...(form.tags.length > 0 && { tags: form.tags }),
  };
}

function eventsOf({ onCpu, offCpu, pageFaults }: TaskForm): EventId[] {
  return [
    ...(onCpu ? (['on-cpu'] as const) : []),
    ...(offCpu ? (['off-cpu'] as const) : []),
    ...(pageFaults ? (['page-fault'] as const) : []),
  ];
}

/** Only what differs from the agent's own defaults, so that the request reads as what was chosen. */
function offCpuOf({ wakers, stalls, stallThresholdMs, stacksPerSecond, minWaitUs }: TaskForm) {
  const isOwnThreshold = isGiven(stallThresholdMs) && stallThresholdMs !== OFF_CPU_DEFAULTS.stallThresholdMs;
  const options: OffCpuOptions = {
    ...(wakers && { wakers }),
    ...(!stalls && { stallThresholdMs: 0 }),
    ...(stalls && isOwnThreshold && { stallThresholdMs }),
    ...(isGiven(stacksPerSecond) && { stacksPerSecond }),
    ...(isGiven(minWaitUs) && { minWaitUs }),
  };
  return Object.keys(options).length > 0 && { offCpu: options };
}

const isGiven = (value: number): boolean => Number.isFinite(value);
