import type { Assignments, Firing, Page, Policy, PolicyTarget } from '@meshprof/contracts';
import type { AgentUnderTest, ControllerUnderTest } from './controller-under-test.ts';

export const ALWAYS_ON = { kind: 'always-on', selector: { process: 'envoy' } };

export const CPU_TRIGGER = {
  kind: 'trigger',
  selector: { process: 'envoy' },
  condition: { source: 'node', metric: 'process-cpu', threshold: 80 },
};

/** Creates a policy and waits until agents are told. */
export async function createPolicy(under: ControllerUnderTest, rule: object, more: object = {}): Promise<Policy> {
  const payload = { name: 'a policy', rule, ...more };
  const answer = await under.asAdmin({ method: 'POST', url: '/v1/policies', payload });
  if (answer.statusCode !== 201) throw new Error(answer.body);
  await under.controller.applyPolicies();
  return answer.json();
}

export async function showPolicy(under: ControllerUnderTest, { id }: Policy): Promise<Policy> {
  return (await under.asAdmin({ url: `/v1/policies/${id}` })).json();
}

export async function targetsOf(under: ControllerUnderTest, { id }: Policy): Promise<PolicyTarget[]> {
  return (await under.asAdmin({ url: `/v1/policies/${id}/targets` })).json<Page<PolicyTarget>>().items;
}

/** Newest first. */
export async function firingsOf(under: ControllerUnderTest, { id }: Policy): Promise<Firing[]> {
  return (await under.asAdmin({ url: `/v1/policies/${id}/firings` })).json<Page<Firing>>().items;
}

export async function assignmentsOf(agent: AgentUnderTest, version = 0, waitMs = 0): Promise<Assignments> {
  return (await agent.call({ url: `/agent/v1/assignments?version=${version}&waitMs=${waitMs}` })).json();
}
