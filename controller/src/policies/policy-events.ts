import type { EventLog } from '../events/event-log.ts';
import type { PolicyFiringRow, PolicyRow, PolicyTargetRow } from './policy-rows.ts';

export type PolicyChange = 'created' | 'changed' | 'enabled' | 'disabled' | 'deleted' | 'failing' | 'working';

export function emitPolicyChanged(events: EventLog, policy: PolicyRow, state: PolicyChange): void {
  const detail = state === 'failing' && policy.problem !== null ? `: ${policy.problem}` : '';
  events.emit({
    name: 'meshprof.policy.state',
    body: `policy ${policy.name} is ${state}${detail}`,
    isBad: state === 'failing',
    attributes: { policy_id: policy.id, policy: policy.name, kind: policy.kind, state, author: policy.updated_by },
  });
}

export function emitFiring(events: EventLog, policy: Pick<PolicyRow, 'name'>, firing: PolicyFiringRow): void {
  events.emit({
    name: 'meshprof.firing.state',
    body: `policy ${policy.name} fired for ${firing.what}: ${firing.outcome}`,
    isBad: firing.outcome === 'refused',
    attributes: {
      policy_id: firing.policy_id,
      firing_id: firing.id,
      state: firing.outcome,
      what: firing.what,
      ...(firing.task_id !== null && { task_id: firing.task_id }),
    },
  });
}

export function emitPolicyTarget(events: EventLog, target: PolicyTargetRow, from: string): void {
  events.emit({
    name: 'meshprof.standing.state',
    body: `standing profiling of ${target.target_id} by policy ${target.policy_id} is ${target.state}`,
    isBad: target.state === 'dropped' || target.state === 'failed',
    attributes: {
      policy_id: target.policy_id,
      target_id: target.target_id,
      state: target.state,
      previous_state: from,
      node: target.node,
      process: target.process,
      process_pid: target.pid,
      'service.name': target.service,
      ...(target.reason_code !== null && { reason_code: target.reason_code }),
    },
  });
}
