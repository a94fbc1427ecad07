/** Objects as the controller answers them, for tests. */
import type { Agent, ListedTarget, Task, TaskTarget } from '@meshprof/contracts';

export const makeAgent = (more: Partial<Agent> = {}): Agent => ({
  id: 'a1',
  node: 'worker-1',
  version: '0.4.2',
  capabilities: ['on-cpu'],
  state: 'connected',
  targets: 3,
  registeredAt: '2026-11-24T16:00:00Z',
  lastSeenAt: '2026-11-24T16:00:00Z',
  rotating: false,
  ...more,
});

export const makeTarget = (more: Partial<ListedTarget> = {}): ListedTarget => ({
  id: 'agent-1:4711:100',
  agentId: 'agent-1',
  node: 'worker-3',
  lastSeenAt: '2026-11-24T16:00:00Z',
  pid: 4711,
  service: 'demo-envoy',
  role: 'envoy',
  container: null,
  verdict: 'profilable',
  reasonCode: 'profilable',
  reason: 'This process can be profiled.',
  process: 'envoy',
  startTimeTicks: '100',
  threads: 8,
  ...more,
});

export const makeTaskTarget = (more: Partial<TaskTarget> = {}): TaskTarget => ({
  id: 'target-1',
  agentId: 'agent-1',
  node: 'worker-3',
  pid: 4711,
  service: 'demo-envoy',
  role: 'envoy',
  process: 'envoy',
  container: null,
  state: 'completed',
  durationMs: 10_000,
  progress: { elapsedMs: 10_000, samplesKept: 990, samplesLost: 10, switches: 1234 },
  profileStart: '2026-11-24T16:00:00.000Z',
  profileEnd: '2026-11-24T16:00:10.000Z',
  ...more,
});

export const makeTask = (more: Partial<Task> = {}): Task => ({
  id: 'task-1',
  title: 'demo-envoy (pid 4711)',
  note: '',
  tags: [],
  state: 'completed',
  selector: { node: 'worker-3', process_pid: 4711 },
  events: ['on-cpu', 'off-cpu'],
  frequencyHz: 99,
  durationMs: 10_000,
  maxTargets: 1_000,
  beforeMs: 0,
  origin: 'user',
  author: 'mia',
  createdAt: '2026-11-24T16:00:00Z',
  startAt: '2026-11-24T16:00:00Z',
  endedAt: '2026-11-24T16:00:11Z',
  leftOut: [],
  targets: [makeTaskTarget()],
  ...more,
});
