/**
 * Series labels: the resource and sample attributes of every exported profile, and the keys of a task's selector.
 * `service.name` is dotted because OTLP fixes it; Pyroscope stores it as `service_name`. All others are undotted:
 * Pyroscope 2.x hides dotted names from its label-name API. At most 18 a series, present only where known.
 */
export const RESOURCE_LABELS = [
  'service.name',
  'cluster',
  'namespace',
  'workload',
  'pod',
  'container',
  'node',
  'process',
  'process_pid',
  'role',
  'task_id',
  'experiment_id',
  'variant',
] as const;

export const SAMPLE_LABELS = ['cost_category', 'wait_class', 'fault_kind', 'thread'] as const;

export type ResourceLabel = (typeof RESOURCE_LABELS)[number];

/** Keys a task selector may match on: what is known of a process before it is profiled. */
export const SELECTOR_LABELS = [
  'service.name',
  'cluster',
  'namespace',
  'workload',
  'pod',
  'container',
  'node',
  'process',
  'process_pid',
  'role',
] as const satisfies readonly ResourceLabel[];

export type SelectorLabel = (typeof SELECTOR_LABELS)[number];
