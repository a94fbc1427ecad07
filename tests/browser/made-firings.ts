import type { Firing } from '@meshprof/contracts';

const HOUR_MS = 3_600_000;
/** Hours ago, minutes it went on for, and what came of it. */
const COURSE: ReadonlyArray<readonly [hours: number, minutes: number, outcome: Firing['outcome'], measured: number]> = [
  [1.2, 0, 'started', 91.5],
  [1.1, 25, 'cooling-down', 93.1],
  [9.5, 0, 'started', 84.2],
  [20, 0, 'started', 97.4],
  [19.8, 70, 'cooling-down', 98.8],
  [19, 0, 'too-many-tasks', 99.2],
  [26, 0, 'refused', 88.7],
  [33.3, 0, 'started', 82.9],
  [44.1, 0, 'started', 95.3],
  [44, 40, 'cooling-down', 90.6],
];

/** What a trigger did in two days, newest first, as the controller would list it: nobody waits for them in a test. */
export const makeFirings = (policyId: string, nowUnixMs = Date.now()): Firing[] =>
  COURSE.map(([hours, minutes, outcome, measured], index) => {
    const atMs = nowUnixMs - hours * HOUR_MS;
    return {
      id: `firing-${index}`,
      policyId,
      at: new Date(atMs).toISOString(),
      lastAt: new Date(atMs + minutes * 60_000).toISOString(),
      repeats: minutes,
      what: 'CPU of envoy (pid 4711) on worker-3',
      metric: 'process-cpu',
      op: '>',
      threshold: 80,
      measured,
      unit: '%',
      outcome,
      ...(outcome === 'started' && { taskId: `task-of-${index}` }),
      ...(outcome === 'refused' && { detail: 'As many processes as the policy takes are profiled already.' }),
    };
  }).sort((a, b) => b.at.localeCompare(a.at));
