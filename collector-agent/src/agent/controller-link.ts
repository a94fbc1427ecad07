import {
  type Crossing,
  type CrossingResponse,
  CrossingResponseSchema,
  type ExperimentOrders,
  ExperimentOrdersSchema,
  type ExperimentStatus,
  type Heartbeat,
  type HeartbeatResponse,
  HeartbeatResponseSchema,
  type InventoryReport,
  type RegisterRequest,
  type RegisterResponse,
  RegisterResponseSchema,
  type StandingSessionReport,
  type StatusReport,
  type StatusResponse,
  StatusResponseSchema,
  type WatchAnswer,
} from '@meshprof/contracts';
import type { Static, TSchema } from 'typebox';
import type { Call, CallResult, JsonHttp } from './http-json.ts';
import {
  ExperimentsEnvelopeSchema,
  type ReadExperiments,
  readExperiments,
} from '../experiment/desk/read-experiments.ts';
import { AssignmentsEnvelopeSchema, type ReadAssignments, readAssignments } from './read-assignments.ts';
import type { StateFiles } from './state-files.ts';

export interface LinkOptions {
  readonly http: JsonHttp;
  readonly state: Pick<StateFiles, 'readCredential' | 'writeCredential'>;
  readonly registration: RegisterRequest;
  /** Absent: only a stored credential can be used. */
  readonly joinToken?: string;
  readonly onRegistered: (agentId: string) => void;
}

const CALL_TIMEOUT_MS = 10_000;
/** Thousands of assignments; a controller that sends more than this is not one. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;
/** How long a controller that does not admit this agent is not asked again. */
const REFUSED_FOR_MS = { 'agent-revoked': 60_000, other: 10_000 } as const;

/**
 * The calls of the agent protocol (contracts/src/agent-protocol.ts). Registers when it must: at first, and again when
 * the controller no longer knows the credential. A revoked credential is thrown away; what comes in its place is asked
 * for rarely, since a person has to act first.
 */
export class ControllerLink {
  readonly #options: LinkOptions;
  #credential: RegisterResponse | undefined;
  #registering: Promise<CallResult<RegisterResponse>> | undefined;
  #refusal: { readonly result: CallResult<never>; readonly untilMs: number } | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#credential = options.state.readCredential();
  }

  /** True if the agent has, or can get, a credential. */
  get canRegister(): boolean {
    return this.#credential !== undefined || this.#options.joinToken !== undefined;
  }

  async heartbeat(body: Heartbeat, signal: AbortSignal): Promise<CallResult<HeartbeatResponse>> {
    const path = '/agent/v1/heartbeat';
    const answer = HeartbeatResponseSchema;
    const result = await this.#call({ method: 'POST', path, body, answer, timeoutMs: CALL_TIMEOUT_MS, signal });
    const agentId = this.#credential?.agentId;
    if (result.kind === 'ok' && result.value.credential !== undefined && agentId !== undefined) {
      this.#setCredential({ agentId, credential: result.value.credential });
    }
    return result;
  }

  /** `gzips`: the controller has said that it takes that. */
  reportInventory(
    body: InventoryReport,
    signal: AbortSignal,
    { gzips = false }: { readonly gzips?: boolean } = {}
  ): Promise<CallResult<unknown>> {
    const path = '/agent/v1/inventory';
    return this.#call({ method: 'POST', path, body, gzips, timeoutMs: CALL_TIMEOUT_MS, signal });
  }

  /** Answers at once if the list is not the one of `version`, else after `waitMs` at the latest. */
  async pollAssignments(version: number, waitMs: number, signal: AbortSignal): Promise<CallResult<ReadAssignments>> {
    const path = `/agent/v1/assignments?version=${version}&waitMs=${waitMs}`;
    const timeoutMs = waitMs + CALL_TIMEOUT_MS;
    const answer = AssignmentsEnvelopeSchema;
    const maxAnswerBytes = MAX_LIST_BYTES;
    const result = await this.#call({ method: 'GET', path, answer, maxAnswerBytes, timeoutMs, signal });
    return result.kind === 'ok' ? { kind: 'ok', value: readAssignments(result.value) } : result;
  }

  reportStatus(body: StatusReport, signal: AbortSignal): Promise<CallResult<StatusResponse>> {
    const path = '/agent/v1/status';
    return this.#call({ method: 'POST', path, body, answer: StatusResponseSchema, timeoutMs: CALL_TIMEOUT_MS, signal });
  }

  /** What policies ask of this agent (contracts/src/standing.ts). */
  reportStanding(session: StandingSessionReport, signal: AbortSignal): Promise<CallResult<unknown>> {
    const body = { sessions: [session] };
    return this.#call({ method: 'POST', path: '/agent/v1/standing', body, timeoutMs: CALL_TIMEOUT_MS, signal });
  }

  reportCrossing(body: Crossing, signal: AbortSignal): Promise<CallResult<CrossingResponse>> {
    const answer = CrossingResponseSchema;
    return this.#call({
      method: 'POST',
      path: '/agent/v1/crossings',
      body,
      answer,
      timeoutMs: CALL_TIMEOUT_MS,
      signal,
    });
  }

  answerQuestion(body: WatchAnswer, signal: AbortSignal): Promise<CallResult<unknown>> {
    return this.#call({ method: 'POST', path: '/agent/v1/answers', body, timeoutMs: CALL_TIMEOUT_MS, signal });
  }

  /** What experiment agents are to run (contracts/src/experiments/agent-protocol.ts); waits as `pollAssignments` does. */
  async pollExperiments(version: number, waitMs: number, signal: AbortSignal): Promise<CallResult<ReadExperiments>> {
    const path = `/agent/v1/experiments?version=${version}&waitMs=${waitMs}`;
    const timeoutMs = waitMs + CALL_TIMEOUT_MS;
    const answer = ExperimentsEnvelopeSchema;
    const maxAnswerBytes = MAX_LIST_BYTES;
    const result = await this.#call({ method: 'GET', path, answer, maxAnswerBytes, timeoutMs, signal });
    return result.kind === 'ok' ? { kind: 'ok', value: readExperiments(result.value) } : result;
  }

  reportExperiment(id: string, body: ExperimentStatus, signal: AbortSignal): Promise<CallResult<ExperimentOrders>> {
    const path = `/agent/v1/experiments/${encodeURIComponent(id)}/report`;
    const answer = ExperimentOrdersSchema;
    return this.#call({ method: 'POST', path, body, answer, timeoutMs: CALL_TIMEOUT_MS, signal });
  }

  /** Once registered. */
  get agentId(): string | undefined {
    return this.#credential?.agentId;
  }

  async #call<T extends TSchema>(call: Omit<Call<T>, 'bearer'>): Promise<CallResult<Static<T>>> {
    const used = await this.#ensureRegistered(call.signal);
    if (used.kind !== 'ok') return used;
    const result = await this.#options.http.call({ ...call, bearer: used.value.credential });
    // Without its client certificate the agent is as little admitted with another credential.
    if (result.kind !== 'unauthorized' || result.code === 'client-certificate-required') return result;
    // Another call may have registered anew meanwhile; only the credential that was refused is thrown away.
    if (this.#credential === used.value) this.#setCredential(undefined);
    if (result.code === 'agent-revoked') return this.#refuse(result);
    const renewed = await this.#ensureRegistered(call.signal);
    if (renewed.kind !== 'ok') return renewed;
    return this.#options.http.call({ ...call, bearer: renewed.value.credential });
  }

  async #ensureRegistered(signal: AbortSignal): Promise<CallResult<RegisterResponse>> {
    if (this.#credential !== undefined) return { kind: 'ok', value: this.#credential };
    if (this.#refusal !== undefined && performance.now() < this.#refusal.untilMs) return this.#refusal.result;
    // One registration at a time: each gives the agent another credential.
    this.#registering ??= this.#register(signal).finally(() => (this.#registering = undefined));
    return this.#registering;
  }

  async #register(signal: AbortSignal): Promise<CallResult<RegisterResponse>> {
    const { http, registration, joinToken, onRegistered } = this.#options;
    if (joinToken === undefined) {
      return { kind: 'unauthorized', detail: 'the controller does not know this agent, and there is no join token' };
    }
    const result = await http.call({
      method: 'POST',
      path: '/agent/v1/register',
      bearer: joinToken,
      body: registration,
      answer: RegisterResponseSchema,
      timeoutMs: CALL_TIMEOUT_MS,
      signal,
    });
    if (result.kind === 'ok') {
      this.#refusal = undefined;
      this.#setCredential(result.value);
      onRegistered(result.value.agentId);
    }
    return result.kind === 'unauthorized' ? this.#refuse(result) : result;
  }

  /** Remembers that a person has to act before this agent is admitted, and says what to do. */
  #refuse(result: Extract<CallResult<never>, { kind: 'unauthorized' }>): CallResult<never> {
    const isRevoked = result.code === 'agent-revoked';
    const waitMs = isRevoked ? REFUSED_FOR_MS['agent-revoked'] : REFUSED_FOR_MS.other;
    const refusal = isRevoked ? { ...result, detail: revokedSentence(result.detail, this.#options) } : result;
    this.#refusal = { result: refusal, untilMs: performance.now() + waitMs };
    return refusal;
  }

  #setCredential(credential: RegisterResponse | undefined): void {
    this.#credential = credential;
    this.#options.state.writeCredential(credential);
  }
}

function revokedSentence(detail: string, { joinToken }: LinkOptions): string {
  const next =
    joinToken === undefined
      ? 'then give this agent a join token and start it again'
      : `then it joins by itself within ${REFUSED_FOR_MS['agent-revoked'] / 1_000} s`;
  return `${detail} It takes no more tasks; sessions under way end as planned and are exported. To admit it, delete it in the controller; ${next}.`;
}
