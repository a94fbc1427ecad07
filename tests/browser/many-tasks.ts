import type { Task } from '@meshprof/contracts';

const SECOND_MS = 1_000;

/** So many ended tasks as the controller would list them, newest first; the oldest is `task-0`. */
export function makeTasks(count: number, nowUnixMs = Date.now()): Task[] {
  return Array.from({ length: count }, (_, index) => {
    const startMs = nowUnixMs - (index + 1) * 30 * SECOND_MS;
    const iso = (afterMs: number) => new Date(startMs + afterMs).toISOString();
    return {
      id: `task-${count - 1 - index}`,
      title: `Task ${count - 1 - index}`,
      note: '',
      tags: [],
      state: index % 20 === 3 ? 'failed' : 'completed',
      selector: { 'service.name': 'demo-envoy' },
      events: ['on-cpu', 'off-cpu'],
      frequencyHz: 99,
      durationMs: 10 * SECOND_MS,
      maxTargets: 1_000,
      beforeMs: 0,
      origin: index % 7 === 0 ? 'alert' : 'user',
      author: 'mia',
      createdAt: iso(0),
      startAt: iso(0),
      startedAt: iso(SECOND_MS),
      endedAt: iso(11 * SECOND_MS),
      leftOut: [],
      targets: [],
    };
  });
}
