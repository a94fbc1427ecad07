import type { ExperimentState } from '@meshprof/contracts';
import type { AssignmentBoard } from '../agents/assignment-board.ts';
import type { EventLog } from '../events/event-log.ts';
import type { ExperimentId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import { bumpAssignments, type Trx } from '../tasks/task-store.ts';
import { emitExperimentChanged } from './experiment-events.ts';
import type { ExperimentRow } from './experiment-rows.ts';
import { isFinalExperimentState } from './experiment-state.ts';
import { releaseLeases } from './leases.ts';

export interface ExperimentChangesParts {
  readonly storage: Storage;
  readonly board: AssignmentBoard;
  readonly events: EventLog;
  readonly now: () => number;
}

type Edit = (row: ExperimentRow, trx: Trx) => void | Promise<void>;
type Also = (trx: Trx, change: { before: ExperimentRow; after: ExperimentRow }) => Promise<void>;

/**
 * The one place where experiments change. What follows from an edit (end time, leases, the agent's list) is stored in
 * the same transaction; agents and the event log are told after the commit only.
 */
export class ExperimentChanges {
  readonly #parts: ExperimentChangesParts;

  constructor(parts: ExperimentChangesParts) {
    this.#parts = parts;
  }

  async create(row: ExperimentRow, also: (trx: Trx) => Promise<void>): Promise<void> {
    await inTransaction(this.#parts.storage, async (trx) => {
      await trx.insertInto('experiments').values(row).execute();
      await also(trx);
    });
    emitExperimentChanged(this.#parts.events, row, undefined);
  }

  /** Edits an experiment in place; `also` runs in the same transaction. Answers it afterwards, if there is one. */
  async edit(id: ExperimentId, edit: Edit, also?: Also): Promise<ExperimentRow | undefined> {
    const work = async (trx: Trx) => {
      const before = await lockExperiment(trx, id);
      if (before === undefined) return undefined;
      const after = { ...before };
      await edit(after, trx);
      if (isFinalExperimentState(after.state)) after.ended_at_ms ??= this.#parts.now();
      const agents = await save(trx, before, after);
      await also?.(trx, { before, after });
      return { before, after, agents };
    };
    // Another replica may be faster to take a lease; looking again finds that.
    const change = await inTransaction(this.#parts.storage, work, { repeatsOnDuplicate: true });
    if (change === undefined) return undefined;
    for (const agentId of change.agents) this.#parts.board.wake(agentId);
    const { before, after } = change;
    if (before.state !== after.state) emitExperimentChanged(this.#parts.events, after, before.state);
    return after;
  }

  /** Removes an experiment that has ended, with everything it measured. */
  remove(
    id: ExperimentId,
    also: (trx: Trx, removed: ExperimentRow) => Promise<void>
  ): Promise<'removed' | 'not-found' | { active: ExperimentState }> {
    return inTransaction(this.#parts.storage, async (trx) => {
      const row = await lockExperiment(trx, id);
      if (row === undefined) return 'not-found';
      if (!isFinalExperimentState(row.state)) return { active: row.state };
      await trx.deleteFrom('experiments').where('id', '=', id).execute();
      await also(trx, row);
      return 'removed';
    });
  }
}

async function lockExperiment(trx: Trx, id: ExperimentId): Promise<ExperimentRow | undefined> {
  return trx.selectFrom('experiments').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** Answers the agents whose lists differ now. */
async function save(trx: Trx, before: ExperimentRow, after: ExperimentRow): Promise<Set<string>> {
  const changed = changedColumns(before, after);
  if (Object.keys(changed).length === 0) return new Set();
  await trx.updateTable('experiments').set(changed).where('id', '=', before.id).execute();
  if (before.agent_id !== null && !isAssigned(after)) await releaseLeases(trx, after.id);
  const isListed = 'agent_id' in changed || 'agent_order' in changed || isAssigned(before) !== isAssigned(after);
  const agents = new Set(isListed ? [before.agent_id, after.agent_id].filter((id) => id !== null) : []);
  await bumpAssignments(trx, agents);
  return agents;
}

function isAssigned({ agent_id, state }: ExperimentRow): boolean {
  return agent_id !== null && !isFinalExperimentState(state);
}

/** Specs and plans are long; they stay as they are. */
function changedColumns(before: ExperimentRow, after: ExperimentRow): Partial<ExperimentRow> {
  const entries = Object.entries(after) as [keyof ExperimentRow, unknown][];
  return Object.fromEntries(entries.filter(([column, value]) => before[column] !== value));
}
