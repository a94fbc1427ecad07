import type {
  Experiment,
  ExperimentOrders,
  ExperimentPlan,
  ExperimentSpec,
  ExperimentStatus,
} from '@meshprof/contracts';
import type { Registry } from 'prom-client';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { AssignmentBoard } from '../agents/assignment-board.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Scope } from '../http/scope.ts';
import type { AgentId, ExperimentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { IDEMPOTENCY_KEY_LIFE_MS } from '../tasks/deadlines.ts';
import { type CreateExperiment, type CreateExperimentOutcome, ExperimentCreator } from './create-experiment.ts';
import { Dispatcher } from './dispatcher.ts';
import { recordChange } from './experiment-audit.ts';
import { addExperimentChanges } from './experiment-change-routes.ts';
import { ExperimentChanges } from './experiment-changes.ts';
import { addExperimentCreation } from './experiment-create-routes.ts';
import { forgetExperimentKeys } from './experiment-keys.ts';
import { addExperimentMetrics } from './experiment-metrics.ts';
import type { Order, OrderRefusal } from './experiment-orders.ts';
import { planWithNode } from './experiment-planner.ts';
import { ExperimentReads } from './experiment-reads.ts';
import { addExperimentReads } from './experiment-routes.ts';
import { toAudited } from './experiment-view.ts';
import { addExperimentProtocol } from './protocol-routes.ts';
import { acceptExperimentStatus } from './status-reports.ts';

export interface ExperimentsParts {
  readonly storage: Storage;
  readonly presence: AgentPresence;
  readonly board: AssignmentBoard;
  readonly audit: AuditLog;
  readonly events: EventLog;
  readonly now: () => number;
}

/** Experiments as the controller knows them: it plans, approves, leases and hands on; agents lead them. */
export class Experiments {
  readonly reads: ExperimentReads;
  readonly #parts: ExperimentsParts;
  readonly #changes: ExperimentChanges;
  readonly #creator: ExperimentCreator;
  readonly #dispatcher: Dispatcher;

  constructor(parts: ExperimentsParts) {
    this.#parts = parts;
    this.reads = new ExperimentReads(parts);
    this.#changes = new ExperimentChanges(parts);
    this.#creator = new ExperimentCreator({ ...parts, changes: this.#changes });
    this.#dispatcher = new Dispatcher({ ...parts, changes: this.#changes });
  }

  addRoutes(scope: Scope): void {
    addExperimentReads(scope, this.reads);
    addExperimentCreation(scope, this);
    addExperimentChanges(scope, this);
  }

  addProtocolRoutes(scope: Scope): void {
    addExperimentProtocol(scope, { ...this.#parts, experiments: this });
  }

  addMetrics(registry: Registry): void {
    addExperimentMetrics(registry, this.#parts);
  }

  /** What the passing of time means. */
  async tick(): Promise<void> {
    await this.#dispatcher.tick();
    await forgetExperimentKeys(this.#parts.storage, this.#parts.now() - IDEMPOTENCY_KEY_LIFE_MS);
  }

  plan(spec: ExperimentSpec): Promise<ExperimentPlan> {
    return planWithNode(this.#parts, spec);
  }

  async create(request: CreateExperiment): Promise<CreateExperimentOutcome> {
    const outcome = await this.#creator.create(request);
    if (outcome.outcome === 'created') await this.#dispatcher.dispatch();
    return outcome;
  }

  async order(
    id: ExperimentId,
    { name, order, author }: { name: string; order: Order; author: string }
  ): Promise<{ experiment: Experiment } | OrderRefusal | 'not-found'> {
    const { audit, now } = this.#parts;
    let refusal: OrderRefusal | undefined;
    const row = await this.#changes.edit(
      id,
      (row) => {
        refusal = order(row, { author, nowMs: now() });
      },
      (trx, change) => recordChange(trx, audit, { actor: author, action: `experiment.${name}`, ...change })
    );
    if (row === undefined) return 'not-found';
    if (refusal !== undefined) return refusal;
    await this.#dispatcher.dispatch();
    const experiment = await this.reads.show(id);
    return experiment === undefined ? 'not-found' : { experiment };
  }

  remove(id: ExperimentId, author: string) {
    const { audit } = this.#parts;
    return this.#changes.remove(id, (trx, row) =>
      audit.record(trx, {
        actor: author,
        action: 'experiment.delete',
        objectKind: 'experiment',
        objectId: id,
        before: toAudited(row),
      })
    );
  }

  /** Takes a report of an agent; undefined if the experiment is not its own. */
  async accept(
    agentId: AgentId,
    report: { id: ExperimentId; status: ExperimentStatus }
  ): Promise<ExperimentOrders | undefined> {
    const outcome = await acceptExperimentStatus({ ...this.#parts, changes: this.#changes }, agentId, report);
    if (outcome.outcome === 'unknown') return undefined;
    if (outcome.ended) await this.#dispatcher.dispatch();
    return outcome.orders;
  }
}
