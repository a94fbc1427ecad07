import path from 'node:path';
import {
  type Assignments,
  type Crossing,
  NODE_LOOK_EVERY_MS,
  REASONS,
  type ReasonCode,
  type StandingAssignment,
  type StandingSessionReport,
  type Target,
  type WatchAnswer,
} from '@meshprof/contracts';
import type { AgentConfig } from '../config/agent-config.ts';
import type { Surroundings } from '../discovery/identity.ts';
import type { FlightRecorder } from '../flight-recorder/flight-recorder.ts';
import type { EventLog } from '../logs/event-log.ts';
import type { Logger } from '../logs/logger.ts';
import { CpuMeter } from '../standing/cpu-meter.ts';
import { type RunStanding, StandingManager, type StandingRefusal } from '../standing/standing-manager.ts';
import { runStandingSession, type StandingEnd } from '../standing/standing-session.ts';
import { exportSink, recorderSink } from '../standing/window-sinks.ts';
import { NodeMonitor } from '../triggers/node-monitor.ts';
import type { ControllerLink } from './controller-link.ts';
import type { CallResult } from './http-json.ts';
import { KeyedSender } from './keyed-sender.ts';
import { pause } from '../retry/pause.ts';
import type { ProfileDelivery } from './profile-delivery.ts';
import type { StateFiles, StoredPolicyWork } from './state-files.ts';

export interface PolicyWorkParts {
  readonly config: AgentConfig;
  readonly logger: Logger;
  readonly events: EventLog;
  readonly state: Pick<StateFiles, 'readPolicyWork' | 'writePolicyWork'>;
  readonly link: ControllerLink;
  readonly profiles: ProfileDelivery;
  readonly recorder: FlightRecorder;
  readonly surroundings: Surroundings;
  /** By the agent's own limits. */
  readonly refuse: (assignment: StandingAssignment) => StandingRefusal | undefined;
  /** Processes as the inventory last saw them. */
  readonly targets: () => readonly Target[];
  readonly onResult: (result: CallResult<unknown>) => void;
}

const BUDGET_LOOK_EVERY_MS = 30_000;
const EXPIRE_EVERY_MS = 15_000;
/** A task that starts later would profile something else. */
const CROSSING_MAX_AGE_MS = 300_000;
const ANSWER_MAX_AGE_MS = 5_000;

/** What policies ask of this node, as long as the agent runs, whether or not the controller is there. */
export class PolicyWork {
  readonly #parts: PolicyWorkParts;
  readonly #meter = new CpuMeter();
  readonly #standing: StandingManager;
  readonly #monitor: NodeMonitor;
  readonly #states: KeyedSender<StandingSessionReport>;
  readonly #crossings: KeyedSender<Crossing>;
  readonly #answers: KeyedSender<WatchAnswer>;
  #stored: string;

  constructor(parts: PolicyWorkParts) {
    const { config, link, targets } = parts;
    this.#parts = parts;
    this.#standing = new StandingManager({
      maxSessions: config.maxStandingSessions,
      maxCpuPercent: config.maxStandingCpuPercent,
      refuse: parts.refuse,
      run: (assignment, session) => this.#runStanding(assignment, session),
      report: (report) => this.#report(report),
      takeUsedPercent: () => this.#meter.takePercent(),
    });
    this.#monitor = new NodeMonitor({
      node: config.node,
      agentId: () => link.agentId,
      targets,
      onCrossing: (crossing) => this.#crossings.add(`${crossing.policyId}/${crossing.targetId ?? ''}`, crossing),
    });
    this.#states = this.#sender('state', Infinity, (report, _waitedMs, signal) => link.reportStanding(report, signal));
    this.#crossings = this.#sender('crossing', CROSSING_MAX_AGE_MS, (crossing, waitedMs, signal) =>
      link.reportCrossing({ ...crossing, beganAgoMs: crossing.beganAgoMs + waitedMs }, signal)
    );
    this.#answers = this.#sender('answer', ANSWER_MAX_AGE_MS, (answer, _waitedMs, signal) =>
      link.answerQuestion(answer, signal)
    );
    const stored = parts.state.readPolicyWork();
    this.#stored = JSON.stringify(stored);
    this.#follow(stored);
  }

  get activeSessions(): number {
    return this.#standing.active;
  }

  /** The controller's list; one from before there were policies asks for nothing. */
  take({ standing = [], watches = [], questions = [] }: Assignments): void {
    this.#follow({ standing, watches });
    const text = JSON.stringify({ standing, watches });
    if (text !== this.#stored) this.#store(text, { standing, watches });
    for (const question of questions) this.#answers.add(question.questionId, this.#monitor.answer(question));
  }

  async run(signal: AbortSignal): Promise<void> {
    const { recorder } = this.#parts;
    await Promise.all([
      every(NODE_LOOK_EVERY_MS, signal, () => this.#monitor.look()),
      every(BUDGET_LOOK_EVERY_MS, signal, () => this.#standing.look()),
      every(EXPIRE_EVERY_MS, signal, () => recorder.expire()),
      ...[this.#states, this.#crossings, this.#answers].map((sender) => sender.run(signal)),
    ]);
  }

  /** Sessions end with their last window. */
  close(): Promise<void> {
    return this.#standing.close();
  }

  #follow({ standing, watches }: StoredPolicyWork): void {
    this.#standing.reconcile(standing);
    this.#monitor.watch(watches);
    const limits = new Map(standing.map(({ policyId, maxBytes = 0 }) => [policyId, maxBytes]));
    // Without a policy what is there stays until it is too old: an alert may still ask for it.
    const bytes = [...limits.values()].reduce((sum, limit) => sum + limit, 0);
    if (bytes > 0) this.#parts.recorder.limitBytes(bytes);
  }

  #store(text: string, work: StoredPolicyWork): void {
    try {
      this.#parts.state.writePolicyWork(work);
      this.#stored = text;
    } catch (error) {
      this.#parts.logger.error(
        { err: error },
        'what policies ask for cannot be kept on disk; a restart would wait for the controller'
      );
    }
  }

  #runStanding(assignment: StandingAssignment, { frequencyHz, signal, onRunning }: RunStanding): Promise<StandingEnd> {
    const { config, surroundings, recorder, profiles } = this.#parts;
    const meter = this.#meter.measure;
    const events = assignment.events.filter((event) => config.allowedEvents.includes(event));
    return runStandingSession({
      assignment: { ...assignment, events },
      frequencyHz: Math.min(frequencyHz, config.maxFrequencyHz),
      sink: assignment.mode === 'always-on' ? exportSink(profiles, meter) : recorderSink(recorder, assignment, meter),
      surroundings,
      symbolCacheDir: path.join(config.stateDir, 'symbols'),
      symbolPackDir: path.join(config.stateDir, 'symbol-packs'),
      meter,
      onRunning,
      signal,
    });
  }

  #report(report: StandingSessionReport): void {
    const { policyId, targetId, state, reasonCode, detail } = report;
    this.#states.add(`${policyId}/${targetId}`, report);
    const isBad = state === 'dropped' || state === 'failed';
    const sentence = reasonCode === undefined ? '' : REASONS[reasonCode as ReasonCode].sentence;
    const body = [`standing session of ${policyId} is ${state}`, sentence, detail ?? ''].filter((part) => part !== '');
    this.#parts.logger[isBad ? 'warn' : 'info'](report, `standing session is ${state}`);
    this.#parts.events.emit({
      name: 'meshprof.standing.state',
      body: body.join('. '),
      isBad,
      attributes: {
        policy_id: policyId,
        target_id: targetId,
        state,
        ...(reasonCode !== undefined && { reason_code: reasonCode }),
      },
    });
  }

  #sender<T extends object>(
    what: string,
    maxAgeMs: number,
    send: (news: T, waitedMs: number, signal: AbortSignal) => Promise<CallResult<unknown>>
  ): KeyedSender<T> {
    const { logger, onResult } = this.#parts;
    return new KeyedSender<T>({
      send,
      onResult,
      maxAgeMs,
      onRefused: (news, detail) => logger.warn({ news, detail, what }, 'the controller refused a report of a policy'),
    });
  }
}

async function every(intervalMs: number, signal: AbortSignal, work: () => unknown): Promise<void> {
  while (!signal.aborted) {
    await work();
    await pause(intervalMs, signal);
  }
}
