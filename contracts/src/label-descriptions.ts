import type { RESOURCE_LABELS, SAMPLE_LABELS } from './labels.ts';

/** What each series label says; the reference is made of it. */
export const LABEL_DESCRIPTIONS: Readonly<
  Record<(typeof RESOURCE_LABELS)[number] | (typeof SAMPLE_LABELS)[number], string>
> = {
  'service.name': 'The service, by the rules of `serviceNameRules`; stored as `service_name`',
  cluster: 'The agent’s setting `cluster`',
  namespace: 'Namespace of the pod',
  workload: 'Deployment, StatefulSet, DaemonSet or Job of the pod',
  pod: 'Name of the pod',
  container: 'Name of the container',
  node: 'The agent’s setting `node`, the host’s name unless told',
  process: 'Name of the program',
  process_pid: 'Process id on the node, an integer',
  role: 'What the process is in the mesh',
  task_id: 'The task that asked for the profile; absent for always-on policies',
  experiment_id: 'The experiment whose slot this is',
  variant: 'The variant that was in force in that slot',
  cost_category: 'Which feature, filter or layer the stack belongs to',
  wait_class: 'What the thread waited for (off CPU only)',
  fault_kind: '`minor` or `major` (page faults only)',
  thread: 'Name of the thread, digits folded to `N`',
};
