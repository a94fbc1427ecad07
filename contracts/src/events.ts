/** What a task samples: CPU clock ticks, context switches with the time spent waiting, page faults. */
export const EVENTS = ['on-cpu', 'off-cpu', 'page-fault'] as const;

/** What is sampled where nobody chose. Page faults are left out: they cost every process of the node a little. */
export const DEFAULT_EVENTS = ['on-cpu', 'off-cpu'] as const satisfies readonly (typeof EVENTS)[number][];

export type EventId = (typeof EVENTS)[number];
