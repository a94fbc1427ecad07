import { FINAL_EXPERIMENT_STATES } from '@meshprof/contracts';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ExperimentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { decideDispatch } from './dispatch-decision.ts';
import type { ExperimentChanges } from './experiment-changes.ts';
import { recordChange } from './experiment-audit.ts';
import { isFinalExperimentState } from './experiment-state.ts';
import { takeLeases } from './leases.ts';

export interface DispatcherParts {
  readonly storage: Storage;
  readonly presence: AgentPresence;
  readonly changes: ExperimentChanges;
  readonly audit: AuditLog;
  readonly now: () => number;
}

/** Of one round: those that wait for the same node wait for each other anyway. */
const MAX_WAITING = 200;

/** Gives approved experiments to agents, and takes them back where that led nowhere. */
export class Dispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  async tick(): Promise<void> {
    await this.#takeBack();
    await this.dispatch();
  }

  /** Oldest first; one that has to wait holds up no other. */
  async dispatch(): Promise<void> {
    const waiting = await this.#parts.storage
      .selectFrom('experiments')
      .select('id')
      .where('state', '=', 'approved')
      .where('agent_id', 'is', null)
      .orderBy('created_at_ms')
      .orderBy('id')
      .limit(MAX_WAITING)
      .execute();
    for (const { id } of waiting) await this.#assign(id);
  }

  async #assign(id: ExperimentId): Promise<void> {
    const { changes, presence, now } = this.#parts;
    await changes.edit(id, async (row, trx) => {
      if (row.state !== 'approved' || row.agent_id !== null) return;
      const decision = await decideDispatch(trx, presence, row);
      if (!decision.ok) return;
      await takeLeases(trx, row, now());
      row.agent_id = decision.agentId;
    });
  }

  /** What an agent never heard of goes to another one; what one began that is not admitted any more has no good end. */
  async #takeBack(): Promise<void> {
    const { storage, presence } = this.#parts;
    const assigned = await storage
      .selectFrom('experiments')
      .leftJoin('agents', 'agents.id', 'experiments.agent_id')
      .select(['experiments.id', 'experiments.agent_id', 'experiments.delivered_at_ms'])
      .select(['agents.id as known_id', 'agents.last_seen_at_ms', 'agents.revoked_at_ms'])
      .where('experiments.agent_id', 'is not', null)
      .where('experiments.state', 'not in', [...FINAL_EXPERIMENT_STATES])
      .execute();
    for (const { id, known_id, last_seen_at_ms, revoked_at_ms, delivered_at_ms } of assigned) {
      const isAdmitted = known_id !== null && revoked_at_ms === null;
      if (delivered_at_ms !== null) {
        if (!isAdmitted) await this.#giveUp(id, known_id === null ? 'deleted' : 'revoked');
      } else if (!isAdmitted || !presence.isConnected({ id: known_id, last_seen_at_ms: last_seen_at_ms ?? 0 })) {
        await this.#unassign(id);
      }
    }
  }

  async #unassign(id: ExperimentId): Promise<void> {
    await this.#parts.changes.edit(id, (row) => {
      if (row.delivered_at_ms === null) row.agent_id = null;
    });
  }

  async #giveUp(id: ExperimentId, how: 'deleted' | 'revoked'): Promise<void> {
    await this.#parts.changes.edit(
      id,
      (row) => {
        if (isFinalExperimentState(row.state)) return;
        row.state = 'restore-failed';
        row.detail =
          `Its agent was ${how} before it reported the end, so nobody has proven that the proxy has its configuration ` +
          'back. The agent restores it by itself if it still runs; look at the proxy.';
      },
      (trx, change) =>
        recordChange(trx, this.#parts.audit, { actor: 'controller', action: 'experiment.give-up', ...change })
    );
  }
}
