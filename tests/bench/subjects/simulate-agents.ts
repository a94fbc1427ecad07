/** A process of simulated agents; what it is told is SimulationPart (simulated-agents.ts) as its argument. */
import { release } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { AgentFacts, AgentUsage, Assignment, RegisterResponse, StatusReport } from '@meshprof/contracts';
import { pollAssignments } from '../../../collector-agent/src/agent/assignment-poller.ts';
import { ControllerLink } from '../../../collector-agent/src/agent/controller-link.ts';
import { type CallResult, createJsonHttp } from '../../../collector-agent/src/agent/http-json.ts';
import { InventoryReporter } from '../../../collector-agent/src/agent/inventory-reporter.ts';
import { pause } from '../../../collector-agent/src/retry/pause.ts';
import { type SessionEnd, SessionManager } from '../../../collector-agent/src/agent/session-manager.ts';
import { StatusOutbox } from '../../../collector-agent/src/agent/status-outbox.ts';
import { createLogger } from '../../../collector-agent/src/logs/logger.ts';
import { sharedClockMs, type SimulationNews, type SimulationPart } from './simulated-agents.ts';
import { simulatedNode, type SimulatedNode, targetsOf } from './simulated-node.ts';

/** As often as the agent's task-session.ts does. */
const REPORT_EVERY_MS = 1_900;
const FAILURES_EVERY_MS = 1_000;
const LATENESS_RESOLUTION_MS = 10;

const part = JSON.parse(process.argv[2] ?? '') as SimulationPart;
const logger = createLogger('error');
/** One an agent, as in life: a signal that a thousand agents listen to is searched through by each that begins to. */
const forever = (): AbortSignal => new AbortController().signal;
let failedCalls = 0;
let failureExample = '';

const lateness = monitorEventLoopDelay({ resolution: LATENESS_RESOLUTION_MS });
lateness.enable();

const tell = (news: SimulationNews): void => void process.send?.(news);

setInterval(() => {
  if (failedCalls > 0) tell({ kind: 'failed-calls', count: failedCalls, example: failureExample });
  failedCalls = 0;
  tell({ kind: 'late', ms: lateness.max / 1e6 - LATENESS_RESOLUTION_MS });
  lateness.reset();
}, FAILURES_EVERY_MS);
// Without the bench there is nobody to be measured by.
process.once('disconnect', () => process.exit());

await Promise.all(
  Array.from({ length: part.count }, async (_, offset) => {
    await pause((offset / part.count) * part.rampMs, forever());
    await runAgent(simulatedNode(part.first + offset * part.step));
  })
);

async function runAgent(node: SimulatedNode): Promise<void> {
  const signal = forever();
  const link = linkOf(node);
  const outbox = new StatusOutbox({
    send: (report, signal) => link.reportStatus(report, signal),
    state: { readPendingReports: () => [], writePendingReports: () => undefined },
    onStop: (key) => sessions.stop(key, 'cancelled'),
    onResult: noteResult,
    logger,
  });
  const sessions = new SessionManager({
    maxSessions: 64,
    admit: (assignment) => ({ ok: true, assignment }),
    run: (assignment, signal) => pretendSession(assignment, (report) => outbox.report(report), signal),
    report: (report) => outbox.report(report),
    endedBefore: [],
    onEnd: () => undefined,
  });
  const targets = targetsOf(node, part);
  const reporter = new InventoryReporter({
    link,
    inventory: { list: () => targets },
    facts: () => factsOf(node),
    usage: usageOf,
    onResult: noteResult,
    now: () => performance.now(),
  });
  await Promise.all([
    outbox.run(signal),
    reporter.run(signal),
    pollAssignments(
      {
        link,
        between: reporter,
        onAssignments: ({ assignments }) => {
          const atMs = sharedClockMs();
          for (const { taskId, targetId } of assignments) tell({ kind: 'received', taskId, targetId, atMs });
          sessions.reconcile(assignments);
        },
        onResult: noteResult,
      },
      signal
    ),
  ]);
}

/** As an agent at work tells. */
function usageOf(): AgentUsage {
  return {
    cpuCores: 0.012,
    rssBytes: 90_000_000,
    sessions: 1,
    standingSessions: 0,
    spoolBytes: 0,
    spoolAgeMs: 0,
    lastHour: { samplesKept: 12_345, switches: 1_234_567, exportsGivenUp: 0, lostByCause: { 'on-cpu.ring-full': 2 } },
  };
}

function linkOf({ agentId, credential, machineId, name }: SimulatedNode): ControllerLink {
  let stored: RegisterResponse | undefined = { agentId, credential };
  return new ControllerLink({
    http: createJsonHttp({ baseUrl: part.controllerUrl }),
    state: { readCredential: () => stored, writeCredential: (next) => (stored = next) },
    registration: { node: name, machineId, version: 'simulated', capabilities: ['on-cpu', 'off-cpu'] },
    onRegistered: () => undefined,
  });
}

/** Says what a session says, at the times when it says it. */
async function pretendSession(
  { taskId, targetId, durationMs, elapsedMs: before = 0 }: Assignment,
  report: (report: StatusReport) => void,
  signal: AbortSignal
): Promise<SessionEnd> {
  const say = (state: StatusReport['state'], elapsedMs: number): void => {
    const progress = { elapsedMs: Math.round(elapsedMs), samplesKept: Math.round(elapsedMs / 10), samplesLost: 0 };
    report({ taskId, targetId, state, progress: { ...progress, switches: Math.round(elapsedMs / 5) } });
  };
  const beganAtMs = performance.now() - before;
  const elapsed = (): number => Math.min(durationMs, performance.now() - beganAtMs);
  while (!signal.aborted && elapsed() < durationMs) {
    say('running', elapsed());
    await pause(Math.min(REPORT_EVERY_MS, durationMs - elapsed()), signal);
  }
  say('draining', elapsed());
  const state = signal.aborted ? 'cancelled' : 'completed';
  say(state, elapsed());
  return { state };
}

function factsOf({ name }: SimulatedNode): AgentFacts {
  const limits = { maxSessions: 64, maxCpuCores: 1, maxRssBytes: 2 ** 30, maxFrequencyHz: 999 };
  return {
    node: name,
    version: 'simulated',
    capabilities: ['on-cpu', 'off-cpu'],
    kernel: release(),
    architecture: 'x64',
    requirements: [],
    limits: { ...limits, maxDurationMs: 3_600_000, allowedEvents: ['on-cpu', 'off-cpu'] },
  };
}

function noteResult(result: CallResult<unknown>): void {
  if (result.kind === 'ok') return;
  failedCalls += 1;
  failureExample = `${result.kind}: ${result.detail}`;
}
