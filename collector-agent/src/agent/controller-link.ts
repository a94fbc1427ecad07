import {
  type Assignments,
  AssignmentsSchema,
  type Crossing,
  type CrossingResponse,
  CrossingResponseSchema,
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

/**
 * The calls of the agent protocol (contracts/src/agent-protocol.ts). Registers when it must: at first, and again
 * when the controller no longer knows the credential.
 */
export class ControllerLink {
  readonly #options: LinkOptions;
  #credential: RegisterResponse | undefined;
  #registering: Promise<CallResult<RegisterResponse>> | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#credential = options.state.readCredential();
  }

  /** True if the agent has, or can get, a credential. */
  get canRegister(): boolean {
    return this.#credential !== undefined || this.#options.joinToken !== undefined;
  }

  reportInventory(body: InventoryReport, signal: AbortSignal): Promise<CallResult<unknown>> {
    return this.#call({ method: 'POST', path: '/agent/v1/inventory', body, timeoutMs: CALL_TIMEOUT_MS, signal });
  }

  /** Answers at once if the list is not the one of `version`, else after `waitMs` at the latest. */
  pollAssignments(version: number, waitMs: number, signal: AbortSignal): Promise<CallResult<Assignments>> {
    const path = `/agent/v1/assignments?version=${version}&waitMs=${waitMs}`;
    const timeoutMs = waitMs + CALL_TIMEOUT_MS;
    return this.#call({ method: 'GET', path, answer: AssignmentsSchema, timeoutMs, signal });
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

  /** Once registered. */
  get agentId(): string | undefined {
    return this.#credential?.agentId;
  }

  async #call<T extends TSchema>(call: Omit<Call<T>, 'bearer'>): Promise<CallResult<Static<T>>> {
    const used = await this.#ensureRegistered(call.signal);
    if (used.kind !== 'ok') return used;
    const result = await this.#options.http.call({ ...call, bearer: used.value.credential });
    if (result.kind !== 'unauthorized') return result;
    // Another call may have registered anew meanwhile; only the credential that was refused is thrown away.
    if (this.#credential === used.value) this.#setCredential(undefined);
    const renewed = await this.#ensureRegistered(call.signal);
    if (renewed.kind !== 'ok') return renewed;
    return this.#options.http.call({ ...call, bearer: renewed.value.credential });
  }

  async #ensureRegistered(signal: AbortSignal): Promise<CallResult<RegisterResponse>> {
    if (this.#credential !== undefined) return { kind: 'ok', value: this.#credential };
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
      this.#setCredential(result.value);
      onRegistered(result.value.agentId);
    }
    return result;
  }

  #setCredential(credential: RegisterResponse | undefined): void {
    this.#credential = credential;
    this.#options.state.writeCredential(credential);
  }
}
