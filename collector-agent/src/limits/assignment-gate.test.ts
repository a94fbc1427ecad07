import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentLimits, Assignment, Target } from '@meshprof/contracts';
import { AssignmentGate } from './assignment-gate.ts';
import { KnownTargets } from './known-targets.ts';

const LIMITS: AgentLimits = {
  maxSessions: 4,
  maxCpuCores: 1,
  maxRssBytes: 1_000_000_000,
  maxFrequencyHz: 199,
  maxDurationMs: 60_000,
  allowedEvents: ['on-cpu', 'off-cpu'],
};

function target(overrides: Partial<Target> = {}): Target {
  return {
    ...{ pid: 10, service: 'shop', role: 'envoy-sidecar', container: null, verdict: 'profilable' },
    ...{ reasonCode: 'profilable', reason: '', process: 'envoy', startTimeTicks: '7', threads: 1, namespace: 'web' },
    ...overrides,
  };
}

function assignment(overrides: Partial<Assignment> = {}): Assignment {
  return {
    ...{ taskId: 't', targetId: 'a:10:7', pid: 10, startTimeTicks: '7', events: ['on-cpu'] },
    ...{ frequencyHz: 99, durationMs: 10_000 },
    ...overrides,
  };
}

function admit(asked: Partial<Assignment>, options: { limits?: Partial<AgentLimits>; known?: Partial<Target> } = {}) {
  const known = new KnownTargets({ list: () => [target(options.known)] });
  known.list();
  const limits = { ...LIMITS, ...options.limits };
  return new AssignmentGate({ limits, node: 'n1', find: (process) => known.find(process) }).admit(assignment(asked));
}

test('what is within the limits goes through as it is', () => {
  assert.deepEqual(admit({}), { ok: true, assignment: assignment() });
});

test('more than is allowed becomes what is allowed, and says so', () => {
  const admission = admit({ frequencyHz: 999, durationMs: 3_600_000, events: ['on-cpu', 'page-fault'] });
  assert.ok(admission.ok);
  const { frequencyHz, durationMs, events } = admission.assignment;
  assert.deepEqual({ frequencyHz, durationMs, events }, { frequencyHz: 199, durationMs: 60_000, events: ['on-cpu'] });
  assert.match(
    admission.note ?? '',
    /199 Hz instead of 999; 60000 ms instead of 3600000; only on-cpu of on-cpu, page-fault/
  );
});

const refusals: [name: string, asked: Partial<Assignment>, options: Parameters<typeof admit>[1], code: string][] = [
  ['a pid that nobody has', { pid: 11 }, {}, 'process-not-found'],
  ['a pid that another process has now', { startTimeTicks: '8' }, {}, 'process-not-found'],
  [
    'a process that is not to be profiled',
    {},
    { known: { verdict: 'refused', reasonCode: 'own-process' } },
    'own-process',
  ],
  ['an event that is not allowed', { events: ['page-fault'] }, {}, 'not-allowed-here'],
  ['a process outside the selectors', {}, { limits: { allowedSelectors: [{ namespace: 'db' }] } }, 'not-allowed-here'],
];
for (const [name, asked, options, code] of refusals) {
  test(`${name} is refused`, () => {
    const admission = admit(asked, options);
    assert.ok(!admission.ok);
    assert.equal(admission.reasonCode, code);
  });
}

test('one of the selectors is enough, with the labels that the agent itself found', () => {
  const allowedSelectors = [{ namespace: 'db' }, { node: 'n1', role: { op: '=~', value: 'envoy.*' } as const }];
  assert.ok(admit({}, { limits: { allowedSelectors } }).ok);
  assert.ok(!admit({}, { limits: { allowedSelectors }, known: { role: 'service' } }).ok);
});
