import type { TargetState, TaskTarget } from '@meshprof/contracts';

const SEVERITIES: Partial<Record<TargetState, 'error' | 'warning' | 'info'>> = {
  failed: 'error',
  lost: 'error',
  skipped: 'warning',
  cancelled: 'info',
};

/** How much a target's end needs words; undefined if it went as planned. */
export const outcomeSeverity = ({ state, reason }: TaskTarget) =>
  // A target can complete and still have a reason, for instance a profile that waits in the agent's spool.
  SEVERITIES[state] ?? (reason ? 'warning' : undefined);
