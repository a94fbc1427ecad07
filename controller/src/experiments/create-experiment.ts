import type { ExperimentPlan, ExperimentSpec, ProblemCode } from '@meshprof/contracts';
import type { FullSpec } from '@meshprof/experiments';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Storage } from '../storage/open-storage.ts';
import { type IdempotencyKey, idempotencyKey } from '../tasks/idempotency.ts';
import type { ExperimentChanges } from './experiment-changes.ts';
import { findExperimentByKey, rememberExperimentKey } from './experiment-keys.ts';
import { planWithNode } from './experiment-planner.ts';
import type { ExperimentRow } from './experiment-rows.ts';
import { toAudited } from './experiment-view.ts';
import { completeSpec, newExperiment } from './new-experiment.ts';

export interface CreateExperiment {
  readonly spec: ExperimentSpec;
  readonly author: string;
  /** A repeated request of this author with this key answers the experiment of the first one. */
  readonly idempotencyKey?: string;
  readonly copyOf?: string;
}

export type CreateExperimentOutcome =
  | { readonly outcome: 'created' | 'known'; readonly id: string }
  | {
      readonly outcome: 'refused';
      readonly problem: ProblemCode;
      readonly detail: string;
      readonly errors?: { path: string; message: string }[];
    };

export interface CreatorParts {
  readonly storage: Storage;
  readonly presence: AgentPresence;
  readonly audit: AuditLog;
  readonly changes: ExperimentChanges;
  readonly now: () => number;
}

/** The one way to a new experiment. */
export class ExperimentCreator {
  readonly #parts: CreatorParts;

  constructor(parts: CreatorParts) {
    this.#parts = parts;
  }

  async create(request: CreateExperiment): Promise<CreateExperimentOutcome> {
    const key = keyOf(request);
    const known = await this.#findKnown(key);
    if (known !== undefined) return known;
    const spec = completeSpec(request.spec);
    const plan = await planWithNode(this.#parts, spec);
    if (!isWithNode(spec) || plan.findings.some(({ severity }) => severity === 'error')) return refusalOf(plan);
    const { author, copyOf } = request;
    const nowMs = this.#parts.now();
    const row = newExperiment({ spec, plan, author, nowMs, ...(copyOf !== undefined && { copyOf }) });
    try {
      await this.#insert(row, key);
      return { outcome: 'created', id: row.id };
    } catch (error) {
      // Another request with the same key may have been faster; the key's uniqueness in the database decides.
      const faster = await this.#findKnown(key);
      if (faster !== undefined) return faster;
      throw error;
    }
  }

  #insert(row: ExperimentRow, key: IdempotencyKey | undefined): Promise<void> {
    return this.#parts.changes.create(row, async (trx) => {
      if (key !== undefined) await rememberExperimentKey(trx, key, row);
      await this.#parts.audit.record(trx, {
        actor: row.author,
        action: row.copy_of === null ? 'experiment.create' : 'experiment.rerun',
        objectKind: 'experiment',
        objectId: row.id,
        after: toAudited(row),
      });
    });
  }

  async #findKnown(key: IdempotencyKey | undefined): Promise<CreateExperimentOutcome | undefined> {
    if (key === undefined) return undefined;
    const known = await findExperimentByKey(this.#parts.storage, key);
    if (known === undefined) return undefined;
    if (known !== 'other-body') return { outcome: 'known', id: known.id };
    const detail = 'An earlier request with this Idempotency-Key had another body. Use a new key for a new experiment.';
    return { outcome: 'refused', problem: 'idempotency-key-reused', detail };
  }
}

function keyOf({ author, idempotencyKey: key, copyOf = '', spec }: CreateExperiment): IdempotencyKey | undefined {
  return key === undefined ? undefined : idempotencyKey(author, key, copyOf, spec);
}

function isWithNode(spec: FullSpec): spec is FullSpec & { target: { node: string } } {
  return spec.target.node !== undefined;
}

function refusalOf({ findings }: ExperimentPlan): CreateExperimentOutcome {
  const wrong = findings.filter(({ severity }) => severity === 'error');
  const said = wrong.map(({ sentence, remedy }) => `${sentence} ${remedy}`);
  const errors = wrong.map(({ code, sentence }) => ({
    path: code === 'node-missing' ? '/target/node' : '',
    message: sentence,
  }));
  return { outcome: 'refused', problem: 'experiment-refused', detail: said.join(' '), errors };
}
