import assert from 'node:assert/strict';
import {
  type Experiment,
  type ExperimentAssignments,
  EXPERIMENTS_CAPABILITY,
  type ExperimentSpec,
  type ExperimentStatus,
  type SlotResult,
} from '@meshprof/contracts';
import { type Call, type ControllerUnderTest, JOIN_TOKEN } from './controller-under-test.ts';

/** A spec that every check lets pass. */
export function specOf(overrides: Partial<ExperimentSpec> = {}): ExperimentSpec {
  return {
    driver: 'envoy-runtime',
    target: { node: 'node-1', adminUrl: 'http://127.0.0.1:9901' },
    baseline: { name: 'off', knobs: [{ knob: 'tracing.sampling', percent: 0 }] },
    variants: [{ name: 'all', knobs: [{ knob: 'tracing.sampling', percent: 100 }] }],
    load: { generator: 'h2load', url: 'http://127.0.0.1:10000/' },
    ...overrides,
  };
}

export function slotOf(overrides: Partial<SlotResult> = {}): SlotResult {
  return {
    phase: 'variants',
    block: 0,
    slot: 0,
    attempt: 0,
    variant: 'off',
    startUnixMs: 1_700_000_000_000,
    durationMs: 1_000,
    requests: 1_000,
    failedRequests: 0,
    requestsPerSecond: 1_000,
    cpuNs: 80_000_000,
    cpuPerRequestUs: 80,
    switches: 10,
    treatment: [],
    configHash: 'abc',
    ...overrides,
  };
}

/** Creates an experiment as this person, and answers it. */
export async function createExperiment(
  under: ControllerUnderTest,
  { login = 'ann', spec = specOf() }: { login?: string; spec?: ExperimentSpec } = {}
): Promise<Experiment> {
  const answer = await under.through('experiment', { method: 'POST', url: '/v1/experiments', payload: spec }, login);
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json<Experiment>();
}

export async function showExperiment(under: ControllerUnderTest, id: string): Promise<Experiment> {
  const answer = await under.asAdmin({ url: `/v1/experiments/${id}` });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<Experiment>();
}

/** Gives an order as this person. */
export function order(under: ControllerUnderTest, id: string, name: string, login = 'ann') {
  return under.through('experiment', { method: 'POST', url: `/v1/experiments/${id}/${name}` }, login);
}

export interface ExperimentAgentUnderTest {
  readonly agentId: string;
  call(request: Call): ReturnType<ControllerUnderTest['call']>;
  poll(version: number, waitMs?: number): Promise<ExperimentAssignments>;
  report(id: string, status: Partial<ExperimentStatus>): ReturnType<ControllerUnderTest['call']>;
}

export async function joinExperimentAgent(
  under: ControllerUnderTest,
  node = 'node-1'
): Promise<ExperimentAgentUnderTest> {
  const joined = await under.call({
    method: 'POST',
    url: '/agent/v1/register',
    headers: { authorization: `Bearer ${JOIN_TOKEN}` },
    payload: { node, machineId: `experiments-of-${node}`, version: '0.1.0', capabilities: [EXPERIMENTS_CAPABILITY] },
  });
  const { agentId, credential } = joined.json<{ agentId: string; credential: string }>();
  const call = (request: Call) =>
    under.call({ ...request, headers: { authorization: `Bearer ${credential}`, ...request.headers } });
  return {
    agentId,
    call,
    poll: async (version, waitMs = 0) => {
      const answer = await call({ url: `/agent/v1/experiments?version=${version}&waitMs=${waitMs}` });
      assert.equal(answer.statusCode, 200, answer.body);
      return answer.json<ExperimentAssignments>();
    },
    report: (id, status) => {
      const payload = { sequence: 0, state: 'running', slots: [], ...status };
      return call({ method: 'POST', url: `/agent/v1/experiments/${id}/report`, payload });
    },
  };
}
