import type { NodeMetricId } from '@meshprof/contracts';
import type { ProcReading, ThreadSchedule } from './proc-readings.ts';

export type ProcessValues = Partial<Record<Exclude<NodeMetricId, 'system-load'>, number>>;

/** The metrics of contracts/src/policy-metrics.ts between two readings; what cannot be told is absent. */
export function valuesBetween(before: ProcReading | undefined, now: ProcReading, elapsedMs: number): ProcessValues {
  const levels = { threads: now.threads, memory: now.memoryMiB };
  if (before === undefined || before.startTimeTicks !== now.startTimeTicks || elapsedMs <= 0) return levels;
  return {
    ...levels,
    // Not since its start: there a late spike would hardly move the average.
    'process-cpu': (100 * (now.cpuMs - before.cpuMs)) / elapsedMs,
    ...(before.schedule !== undefined &&
      now.schedule !== undefined &&
      scheduleValues(before.schedule, now.schedule, elapsedMs)),
  };
}

type Schedule = ReadonlyMap<number, ThreadSchedule>;

function scheduleValues(before: Schedule, now: Schedule, elapsedMs: number): ProcessValues {
  let waitNs = 0;
  let busiestNs = 0;
  for (const [tid, thread] of now) {
    // A thread that is new has all of its time inside.
    const old = before.get(tid) ?? { runNs: 0, waitNs: 0 };
    waitNs += Math.max(0, thread.waitNs - old.waitNs);
    busiestNs = Math.max(busiestNs, thread.runNs - old.runNs);
  }
  return {
    'run-queue-wait': waitNs / 1e6 / (elapsedMs / 1_000),
    'off-cpu-share': Math.max(0, 100 * (1 - busiestNs / 1e6 / elapsedMs)),
  };
}
