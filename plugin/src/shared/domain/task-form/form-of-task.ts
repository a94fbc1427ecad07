import { OFF_CPU_DEFAULTS, type CreateTask } from '@meshprof/contracts';
import { rowsOfSelector } from './matcher-rows';
import type { TaskForm } from './task-form';

/** The fields that a task, or a request for one, fills: for repeating it with changes. It starts at once. */
export function formOfTask(task: CreateTask): Partial<TaskForm> {
  const { selector, events, offCpu } = task;
  return {
    title: task.title ?? '',
    note: task.note ?? '',
    tags: [...(task.tags ?? [])],
    matchers: rowsOfSelector(selector),
    ...(events && {
      onCpu: events.includes('on-cpu'),
      offCpu: events.includes('off-cpu'),
      pageFaults: events.includes('page-fault'),
    }),
    ...(task.frequencyHz !== undefined && { frequencyHz: task.frequencyHz }),
    ...(task.durationMs !== undefined && { durationSeconds: task.durationMs / 1000 }),
    ...(task.maxTargets !== undefined && { maxTargets: task.maxTargets }),
    agentCpuPercent: task.agentCpuPercent ?? NaN,
    wakers: offCpu?.wakers ?? false,
    stalls: offCpu?.stallThresholdMs !== 0,
    stallThresholdMs: offCpu?.stallThresholdMs || OFF_CPU_DEFAULTS.stallThresholdMs,
    stacksPerSecond: offCpu?.stacksPerSecond ?? NaN,
    minWaitUs: offCpu?.minWaitUs ?? NaN,
  };
}
