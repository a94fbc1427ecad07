import type { Agent } from '@meshprof/contracts';
import { makeTarget, makeTaskTarget } from '../../../testing/fixtures';
import { agentHealth } from './agent-health';
import { runningFacts } from './running-facts';
import { offeredServices } from './use-services-to-profile';

const agent = (more: Partial<Agent>): Agent => ({
  id: 'a',
  node: 'worker-1',
  version: '0.1.0',
  capabilities: ['on-cpu'],
  state: 'connected',
  targets: 0,
  registeredAt: '2026-11-24T12:00:00Z',
  lastSeenAt: '2026-11-24T12:00:00Z',
  rotating: false,
  ...more,
});

describe('the health of agents', () => {
  it('counts who is there, names who is not and what one lacks', () => {
    const requirement = { id: 'btf', met: false, needed: true, remedy: 'Boot a kernel with BTF.' };
    const health = agentHealth([
      agent({ id: '1', requirements: [requirement] }),
      agent({ id: '2', requirements: [{ ...requirement, needed: false }] }),
      agent({ id: '3', state: 'lost' }),
      agent({ id: '4', state: 'revoked' }),
    ]);
    expect([health.connected, health.lost]).toEqual([2, 1]);
    expect(health.problems.map((problem) => problem.agent.id)).toEqual(['3', '1']);
    expect(health.problems[1]?.text).toBe('Boot a kernel with BTF.');
  });
});

describe('a task that runs', () => {
  const state = 'running';
  const running = (elapsedMs: number) =>
    makeTaskTarget({
      state: 'running',
      durationMs: 10_000,
      progress: { elapsedMs, samplesKept: 10, samplesLost: 0, switches: 0 },
    });

  it('is as far as its targets are together', () => {
    const targets = [running(5_000), makeTaskTarget({ state: 'failed' })];
    expect(runningFacts({ state, targets, durationMs: 10_000 })).toEqual({
      share: 0.75,
      elapsedMs: 10_000,
      samples: 1000,
    });
  });

  it('is none before it has targets, and never more than all', () => {
    expect(runningFacts({ state, targets: [], durationMs: 10_000 })).toEqual({ share: 0, elapsedMs: 0, samples: 0 });
    expect(runningFacts({ state, targets: [running(20_000)], durationMs: 10_000 })).toMatchObject({
      share: 1,
      elapsedMs: 10_000,
    });
  });
});

describe('services to profile first', () => {
  it('are proxies, then what has most processes; nothing that cannot be profiled', () => {
    const target = (service: string, role: Parameters<typeof makeTarget>[0]) => makeTarget({ service, ...role });
    const offered = offeredServices([
      target('sshd', { role: 'host-process' }),
      target('one', { role: 'service' }),
      target('many', { role: 'service' }),
      target('many', { role: 'service' }),
      target('refused', { role: 'envoy', verdict: 'refused' }),
      target('proxy', { role: 'envoy' }),
      target('sidecar', { role: 'envoy-sidecar' }),
    ]);
    expect(offered.map(({ service }) => service)).toEqual(['sidecar', 'proxy', 'many', 'one']);
  });
});
