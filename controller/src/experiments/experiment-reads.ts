import type { Experiment, ExperimentReport, ExperimentSummary, SlotResult } from '@meshprof/contracts';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { ExperimentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { decideDispatch } from './dispatch-decision.ts';
import { type ExperimentListQuery, type ExperimentPosition, listExperimentRows } from './experiment-list.ts';
import type { ExperimentRow } from './experiment-rows.ts';
import { isFinalExperimentState } from './experiment-state.ts';
import { type Circumstances, type SummaryRow, toExperiment, toSummary } from './experiment-view.ts';

/** What is shown of experiments. */
export class ExperimentReads {
  readonly #storage: Storage;
  readonly #presence: AgentPresence;

  constructor({ storage, presence }: { storage: Storage; presence: AgentPresence }) {
    this.#storage = storage;
    this.#presence = presence;
  }

  /** A page, newest first. */
  async list(
    filter: Omit<ExperimentListQuery, 'limit' | 'cursor'>,
    page: { limit: number; after?: ExperimentPosition }
  ): Promise<ExperimentSummary[]> {
    const rows = await listExperimentRows(this.#storage, filter, page);
    return Promise.all(rows.map(async (row) => toSummary(row, await this.#circumstances(row))));
  }

  async show(id: ExperimentId): Promise<Experiment | undefined> {
    const row = await this.#storage.selectFrom('experiments').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : this.showRow(row);
  }

  async showRow(row: ExperimentRow): Promise<Experiment> {
    const [circumstances, slots, report] = await Promise.all([
      this.#circumstances(row),
      this.#slots(row.id),
      this.report(row.id),
    ]);
    return toExperiment(row, circumstances, { slots, ...(report !== undefined && { report }) });
  }

  async report(id: ExperimentId): Promise<ExperimentReport | undefined> {
    const row = await this.#storage
      .selectFrom('experiment_reports')
      .select('report_json')
      .where('experiment_id', '=', id)
      .executeTakeFirst();
    return row === undefined ? undefined : (JSON.parse(row.report_json) as ExperimentReport);
  }

  async #slots(id: ExperimentId): Promise<SlotResult[]> {
    const rows = await this.#storage
      .selectFrom('experiment_slots')
      .select('slot_json')
      .where('experiment_id', '=', id)
      // `a-a` is before `variants`, in the alphabet as in time.
      .orderBy('phase')
      .orderBy('block')
      .orderBy('slot')
      .orderBy('attempt')
      .execute();
    return rows.map(({ slot_json }) => JSON.parse(slot_json) as SlotResult);
  }

  async #circumstances(row: SummaryRow): Promise<Circumstances> {
    if (row.state === 'draft') return { waitingFor: 'It waits for the approval of another person than its author.' };
    if (isFinalExperimentState(row.state)) return {};
    if (row.agent_id === null) {
      const decision = await decideDispatch(this.#storage, this.#presence, row);
      return decision.ok ? {} : { waitingFor: decision.waitingFor };
    }
    const agent = await this.#storage
      .selectFrom('agents')
      .select(['id', 'last_seen_at_ms'])
      .where('id', '=', row.agent_id)
      .executeTakeFirst();
    if (agent === undefined || this.#presence.isConnected(agent)) return {};
    return { silentSinceUnixMs: this.#presence.lastSeenAtMs(agent) };
  }
}
