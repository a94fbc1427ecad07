/**
 * What a trigger can watch on a node, measured from /proc between two looks (never since a process's start, where a
 * late spike would hardly move the average).
 */
export interface NodeMetric {
  readonly title: string;
  readonly unit: string;
  /** Of each process that matches, or of its node as a whole. */
  readonly of: 'process' | 'node';
  readonly meaning: string;
}

export const NODE_METRICS = {
  'process-cpu': {
    title: 'CPU',
    unit: '%',
    of: 'process',
    meaning: 'CPU time of all its threads, 100 % is one CPU',
  },
  threads: { title: 'Threads', unit: 'threads', of: 'process', meaning: 'Number of threads' },
  'run-queue-wait': {
    title: 'Run-queue wait',
    unit: 'ms/s',
    of: 'process',
    meaning: 'Time in which its threads could run but had no CPU, all threads added up',
  },
  'off-cpu-share': {
    title: 'Off-CPU share',
    unit: '%',
    of: 'process',
    meaning: 'Of the time of its busiest thread, what that thread did not run: waiting, blocked or idle',
  },
  memory: { title: 'Memory', unit: 'MiB', of: 'process', meaning: 'Resident memory' },
  'system-load': {
    title: 'System load',
    unit: 'per CPU',
    of: 'node',
    meaning: 'Load average of one minute, divided by the number of CPUs',
  },
} as const satisfies Record<string, NodeMetric>;

export type NodeMetricId = keyof typeof NODE_METRICS;

export const NODE_METRIC_IDS = Object.keys(NODE_METRICS) as NodeMetricId[];

export const THRESHOLD_OPERATORS = ['>', '<'] as const;
export type ThresholdOperator = (typeof THRESHOLD_OPERATORS)[number];
