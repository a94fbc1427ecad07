import { EXPERIMENT_DEFAULTS } from '@meshprof/contracts';
import type { GuardLimits } from './guards.ts';

/** The defaults of a spec; looks as often as may be. */
export const LIMITS: GuardLimits = {
  intervalMs: 2_000,
  errorsPoints: EXPERIMENT_DEFAULTS.errorsPoints,
  p99Factor: EXPERIMENT_DEFAULTS.p99Factor,
  p99ForMs: EXPERIMENT_DEFAULTS.p99ForMs,
  minFreeDiskPercent: EXPERIMENT_DEFAULTS.minFreeDiskPercent,
  maxDurationMs: EXPERIMENT_DEFAULTS.maxDurationMs,
};
