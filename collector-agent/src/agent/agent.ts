import path from 'node:path';
import { type Assignment, REASONS, type ReasonCode, type StatusReport } from '@meshprof/contracts';
import type { AgentConfig } from '../config/agent-config.ts';
import { ContainerRecords } from '../discovery/container-records.ts';
import { createInventory } from '../discovery/inventory.ts';
import type { Surroundings } from '../discovery/identity.ts';
import type { FlightRecorder } from '../flight-recorder/flight-recorder.ts';
import type { Pods } from '../kubernetes/open-pods.ts';
import type { EventLog } from '../logs/event-log.ts';
import { AssignmentGate } from '../limits/assignment-gate.ts';
import { KnownTargets } from '../limits/known-targets.ts';
import { ownUsage } from '../limits/own-usage.ts';
import { ResourceGuard } from '../limits/resource-guard.ts';
import type { Logger } from '../logs/logger.ts';
import { type AgentMetrics, createAgentMetrics } from '../metrics/agent-metrics.ts';
import { ProxyUsageMeter } from '../metrics/proxy-usage.ts';
import { createSampleGrowth } from '../metrics/sample-growth.ts';
import { ProxySettingsReader } from '../proxy-settings/ask-proxy-settings.ts';
import type { Delivery } from '../spool/delivery-types.ts';
import { agentFacts, agentLimits } from './agent-facts.ts';
import { AgentHealth } from './agent-health.ts';
import { pollAssignments } from './assignment-poller.ts';
import { ConnectionLog } from './connection-log.ts';
import type { ControllerLink } from './controller-link.ts';
import { InventoryReporter } from './inventory-reporter.ts';
import { pause } from '../retry/pause.ts';
import { PolicyWork } from './policy-work.ts';
import type { ProfileDelivery } from './profile-delivery.ts';
import type { ReadAssignments } from './read-assignments.ts';
import { type SessionEnd, SessionManager } from './session-manager.ts';
import type { StateFiles } from './state-files.ts';
import { StatusOutbox } from './status-outbox.ts';
import { targetKey } from './target-key.ts';
import { runTaskSession } from './task-session.ts';

export interface AgentParts {
  readonly config: AgentConfig;
  readonly logger: Logger;
  readonly state: StateFiles;
  readonly link: ControllerLink;
  readonly delivery: Delivery;
  readonly profiles: ProfileDelivery;
  readonly events: EventLog;
  readonly recorder: FlightRecorder;
  /** Absent outside Kubernetes. */
  readonly pods?: Pods;
}

/** Last reports get this long at the end of the agent; what is not taken waits on disk for the next start. */
const LAST_REPORTS_MS = 3_000;

/** The running agent: asks what to do, does it, says what it did. Everything it needs is open already. */
export class Agent {
  readonly metrics: AgentMetrics;
  readonly #parts: AgentParts;
  readonly #connection: ConnectionLog;
  readonly #outbox: StatusOutbox;
  readonly #sessions: SessionManager;
  readonly #surroundings: Surroundings;
  readonly #targets: KnownTargets;
  readonly #guard: ResourceGuard;
  readonly #reportedStates = new Map<string, string>();
  readonly #policies: PolicyWork;
  readonly #health: AgentHealth;
  /** The command that this is. */
  readonly #settings = new ProxySettingsReader(process.argv[1] ?? '');

  constructor(parts: AgentParts) {
    const { config, logger, state, link } = parts;
    this.#parts = parts;
    this.#surroundings = {
      nodeIdentity: { node: config.node, ...(config.cluster !== undefined && { cluster: config.cluster }) },
      ...(parts.pods !== undefined && { pods: parts.pods }),
      containers: new ContainerRecords(),
      ...(config.serviceNameRules !== undefined && { serviceNameRules: config.serviceNameRules }),
    };
    this.#targets = new KnownTargets(createInventory(this.#surroundings));
    this.#connection = new ConnectionLog(logger);
    this.#outbox = new StatusOutbox({
      send: (report, signal) => link.reportStatus(report, signal),
      state,
      onStop: (key) => this.#sessions.stop(key, 'cancelled'),
      onResult: (result) => this.#connection.note(result),
      logger,
    });
    const limits = agentLimits(config);
    const find = this.#targets.find.bind(this.#targets);
    const gate = new AssignmentGate({ limits, node: config.node, find });
    this.#guard = new ResourceGuard({
      limits,
      measure: ownUsage,
      now: () => performance.now(),
      endNewest: (why) => this.#sessions.stopNewest(why),
      onOver: (why, measured) => logger.warn({ why, measured }, 'over its limit, the agent ends its newest session'),
    });
    this.#sessions = new SessionManager({
      maxSessions: config.maxSessions,
      admit: (assignment) => {
        const refusal = this.#guard.refusal();
        return refusal === undefined ? gate.admit(assignment) : { ok: false, ...refusal };
      },
      run: (assignment, signal, note) => this.#runSession(assignment, signal, note),
      report: (report) => this.#report(report),
      endedBefore: this.#outbox.unacknowledged,
      onEnd: (assignment, end) => this.#sessionEnded(assignment, end),
    });
    this.#policies = new PolicyWork({
      ...parts,
      surroundings: this.#surroundings,
      targets: () => this.#targets.latest,
      refuse: (assignment) => gate.refuse(assignment),
      onResult: (result) => this.#connection.note(result),
    });
    const proxies = new ProxyUsageMeter({ ...this.#surroundings.nodeIdentity, targets: () => this.#targets.latest });
    const told = {
      activeSessions: () => this.#sessions.active,
      standingSessions: () => this.#policies.activeSessions,
      delivery: () => parts.delivery.stats(),
    };
    this.#health = new AgentHealth({ ...told, guard: this.#guard, now: () => performance.now() });
    this.metrics = createAgentMetrics({
      ...told,
      proxies: () => proxies.usage(),
      flightRecorder: () => parts.recorder,
      isConnected: () => this.#connection.connected,
      ...(parts.pods !== undefined && { knowsPods: () => parts.pods?.connected === true }),
    });
  }

  /** Until aborted; then sessions end, export and report, as far as a few seconds allow. */
  async run(signal: AbortSignal): Promise<void> {
    const { link } = this.#parts;
    const onResult = this.#connection.note.bind(this.#connection);
    const outboxAbort = new AbortController();
    const reporting = this.#outbox.run(outboxAbort.signal);
    const guarding = this.#guard.start();
    const facts = () => agentFacts(this.#parts.config);
    const usage = () => this.#health.usage();
    const now = () => performance.now();
    const reporter = new InventoryReporter({ link, inventory: this.#targets, facts, usage, onResult, now });
    await Promise.all([
      reporter.run(signal),
      pollAssignments({ link, between: reporter, onAssignments: (list) => this.#take(list), onResult }, signal),
      this.#policies.run(signal),
    ]);
    guarding.stop();
    await Promise.all([this.#sessions.close(), this.#policies.close()]);
    for (let waitedMs = 0; !this.#outbox.isEmpty && waitedMs < LAST_REPORTS_MS; waitedMs += 50) {
      await pause(50, outboxAbort.signal);
    }
    outboxAbort.abort();
    await reporting;
  }

  #take(list: ReadAssignments): void {
    const { ignored } = list;
    if (ignored > 0) this.#parts.logger.warn({ ignored }, 'the controller sent what this agent does not understand');
    this.#sessions.reconcile(list.assignments, list.invalid);
    this.#policies.take(list);
  }

  #runSession(assignment: Assignment, signal: AbortSignal, note?: string): Promise<SessionEnd> {
    const growth = createSampleGrowth();
    return runTaskSession({
      assignment,
      surroundings: this.#surroundings,
      delivery: this.#parts.profiles,
      recorder: this.#parts.recorder,
      symbolCacheDir: path.join(this.#parts.config.stateDir, 'symbols'),
      symbolPackDir: path.join(this.#parts.config.stateDir, 'symbol-packs'),
      readSettings: async (asked) => (this.#parts.config.proxySettings ? this.#settings.read(asked) : undefined),
      report: (report) => this.#report(note === undefined ? report : withNote(report, note)),
      onProblems: (problems) =>
        this.#parts.logger.warn(
          { taskId: assignment.taskId, targetId: assignment.targetId, problems },
          'names are missing'
        ),
      onWindow: (totals) => {
        const grown = growth(totals);
        this.metrics.countSamples(grown);
        this.#health.countSamples(grown);
      },
      signal,
    });
  }

  #report(report: StatusReport): void {
    this.#outbox.report(report);
    const key = targetKey(report);
    if (this.#reportedStates.get(key) === report.state) return;
    this.#reportedStates.set(key, report.state);
    this.#logState(report);
  }

  #logState({ taskId, targetId, state, reasonCode, detail }: StatusReport): void {
    const isBad = state === 'failed';
    const sentence = reasonCode === undefined ? '' : REASONS[reasonCode as ReasonCode].sentence;
    const body = [`session ${taskId} is ${state}`, sentence, detail ?? ''].filter((part) => part !== '').join('. ');
    this.#parts.logger[isBad ? 'warn' : 'info']({ taskId, targetId, state, reasonCode, detail }, `session is ${state}`);
    const attributes = {
      task_id: taskId,
      target_id: targetId,
      process_pid: pidOf(targetId),
      state,
      ...(reasonCode !== undefined && { reason_code: reasonCode }),
    };
    this.#parts.events.emit({ name: 'meshprof.session.state', body, isBad, attributes });
  }

  #sessionEnded(assignment: Pick<Assignment, 'taskId' | 'targetId'>, { state, reasonCode }: SessionEnd): void {
    this.metrics.countSession(state, reasonCode);
    this.#reportedStates.delete(targetKey(assignment));
  }
}

/** A target that was recorded less than asked for is complete, and says so. */
function withNote(report: StatusReport, note: string): StatusReport {
  if (report.state !== 'completed' || report.reasonCode !== undefined) return report;
  return { ...report, reasonCode: 'limited-by-agent', detail: note };
}

/** A target's id is `<agent id>:<pid>:<start time ticks>` (contracts/src/targets.ts). */
function pidOf(targetId: string): number {
  return Number(targetId.split(':').at(-2) ?? 0);
}
