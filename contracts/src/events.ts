/** What a task samples: CPU clock ticks, and context switches with the time spent waiting. */
export const EVENTS = ['on-cpu', 'off-cpu'] as const;

export type EventId = (typeof EVENTS)[number];
