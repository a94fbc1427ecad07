import type { FastifyBaseLogger } from 'fastify';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { AssignmentBoard } from '../agents/assignment-board.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Scope } from '../http/scope.ts';
import type { Storage } from '../storage/open-storage.ts';
import { InventoryStore } from '../targets/inventory-store.ts';
import type { TaskCreator } from '../tasks/create-task.ts';
import { AgentHistories } from './agent-histories.ts';
import { AgentReports } from './agent-reports.ts';
import { Firings } from './firings.ts';
import { MatchingCounts } from './matching-counts.ts';
import { PolicyBoard } from './policy-board.ts';
import { PolicyLists } from './policy-lists.ts';
import { addPolicyRoutes } from './policy-routes.ts';
import { PolicyStore } from './policy-store.ts';
import { addPreviewRoute } from './preview-route.ts';
import { PrometheusClient, type PrometheusOptions } from './prometheus-client.ts';
import { PrometheusTriggers } from './prometheus-triggers.ts';
import { addPolicyProtocolRoutes } from './protocol-routes.ts';
import { refreshAgent, refreshStalePolicies } from './refresh-targets.ts';
import { TaskStarter } from './task-starter.ts';

export interface PoliciesParts {
  readonly storage: Storage;
  readonly presence: AgentPresence;
  readonly board: AssignmentBoard;
  readonly audit: AuditLog;
  readonly events: EventLog;
  readonly creator: Pick<TaskCreator, 'create'>;
  readonly now: () => number;
  readonly prometheus?: PrometheusOptions;
  readonly log?: Pick<FastifyBaseLogger, 'error'>;
}

/** How long firings are listed. */
export const FIRINGS_KEPT_MS = 30 * 86_400_000;

/** Continuous profiling: what is always on, flight recorders, triggers. */
export class Policies {
  readonly #parts: PoliciesParts;
  readonly #prometheus: PrometheusClient | undefined;
  readonly #store: PolicyStore;
  readonly #histories: AgentHistories;
  readonly #reports: AgentReports;
  readonly #starter: TaskStarter;
  readonly #triggers: PrometheusTriggers;
  #refreshing: Promise<void> = Promise.resolve();

  constructor(parts: PoliciesParts) {
    const { storage, board, now } = parts;
    this.#parts = parts;
    this.#prometheus = parts.prometheus === undefined ? undefined : new PrometheusClient(parts.prometheus);
    this.#store = new PolicyStore({ ...parts, onChange: (change) => this.#onChange(change) });
    this.#histories = new AgentHistories(parts);
    this.#starter = new TaskStarter(parts);
    const firings = new Firings({ ...parts, starter: this.#starter });
    this.#reports = new AgentReports({ ...parts, firings });
    this.#triggers = new PrometheusTriggers({
      storage,
      policies: this.#store,
      firings,
      ...(this.#prometheus !== undefined && { prometheus: this.#prometheus }),
      now,
      onError: (error, policyId) => this.#logError(error, `policy ${policyId} could not be evaluated`),
    });
    const policyBoard = new PolicyBoard(storage, now);
    board.add((agentIds) => policyBoard.read(agentIds));
  }

  /** For people; in a scope with rate limits. */
  addRoutes(scope: Scope): void {
    const { storage, presence, now } = this.#parts;
    const prometheus = this.#prometheus;
    const lists = new PolicyLists(storage, presence);
    const matching = new MatchingCounts(new InventoryStore(storage, presence), now);
    addPolicyRoutes(scope, { policies: this.#store, lists, matching, hasPrometheus: prometheus !== undefined });
    addPreviewRoute(scope, {
      countMatching: ({ selector }) => matching.count(selector),
      histories: this.#histories,
      ...(prometheus !== undefined && { prometheus }),
      now,
    });
  }

  addProtocolRoutes(scope: Scope): void {
    addPolicyProtocolRoutes(scope, { reports: this.#reports, histories: this.#histories });
  }

  /** An agent reported processes that it had not, or has no longer. */
  inventoryChanged(agentId: string): Promise<void> {
    return refreshAgent(this.#parts, agentId);
  }

  /** What the passing of time means for policies; on the leader, every second. Queries go on after it. */
  async tick(): Promise<void> {
    const nowMs = this.#parts.now();
    await this.#refresh();
    await this.#starter.resume(nowMs);
    await this.#histories.forget(nowMs);
    await this.#parts.storage
      .deleteFrom('policy_firings')
      .where('last_at_ms', '<', nowMs - FIRINGS_KEPT_MS)
      .execute();
    await this.#triggers.tick();
  }

  /** Waits for what is on its way: changes that agents are told of, and queries. */
  async settled(): Promise<void> {
    await this.#refreshing;
    await this.#triggers.settled();
  }

  #onChange({ everyAgent }: { everyAgent: boolean }): void {
    if (everyAgent) this.#parts.board.wakeAll();
    this.#refresh().catch((error: unknown) => this.#logError(error, 'processes of policies could not be worked out'));
  }

  #refresh(): Promise<void> {
    // One after the other; what fails is tried again by the next.
    const next = this.#refreshing.catch(() => undefined).then(() => refreshStalePolicies(this.#parts));
    this.#refreshing = next.catch(() => undefined);
    return next;
  }

  #logError(error: unknown, message: string): void {
    this.#parts.log?.error({ err: error }, message);
  }
}
