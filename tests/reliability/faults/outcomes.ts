import type { Outcome } from './fault.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;

/** As if nothing had happened. */
export const COMPLETED: Outcome = { task: 'completed', target: 'completed', profiles: 'all' };
