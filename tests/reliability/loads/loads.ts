import { ALERT_STORM } from './alert-storm.ts';
import { HOT_RESTART } from './hot-restart.ts';
import type { Load } from './load.ts';
import { MANY_TARGETS } from './many-targets.ts';
import { MANY_THREADS } from './many-threads.ts';
import { PROCESS_CHURN } from './process-churn.ts';
import { REMAPPED_LIBRARIES } from './remapped-libraries.ts';

export const LOADS: readonly Load[] = [
  PROCESS_CHURN,
  MANY_THREADS,
  MANY_TARGETS,
  REMAPPED_LIBRARIES,
  HOT_RESTART,
  ALERT_STORM,
];
