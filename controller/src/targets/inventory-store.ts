import { setImmediate as othersFirst } from 'node:timers/promises';
import type { ListedTarget, Selector, SelectorLabel, Target } from '@meshprof/contracts';
import type { SelectorLabels } from '@meshprof/contracts/selector-match';
import type { Selectable } from 'kysely';
import type { AgentPresence } from '../agents/agent-presence.ts';
import { chunksOf } from '../storage/chunks.ts';
import { type AgentId, type TargetId, targetIdOf } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { InventoryTargetRow } from '../storage/schema.ts';
import { holdsWord, wordsOf } from '../storage/text-search.ts';
import { Turns } from '../storage/turns.ts';
import { readSessionLimits, type SessionLimits } from './session-limits.ts';

/** An inventory row with the facts of its agent. */
export type InventoryRow = Selectable<InventoryTargetRow> & { node: string; last_seen_at_ms: number };

export type TargetFilter = Partial<Record<SelectorLabel, string>> & {
  verdict?: Target['verdict'];
  /** Every word must occur in what is known of a process. */
  search?: string;
};

/** Some milliseconds of work. */
const PAGE_ROWS = 2_000;

/** What every agent sees on its node, as of its last report. */
export class InventoryStore {
  readonly #storage: Storage;
  readonly #presence: AgentPresence;
  /** What is kept of one search through a fleet is some dozen megabytes. */
  readonly #longSearches = new Turns();

  constructor(storage: Storage, presence: AgentPresence) {
    this.#storage = storage;
    this.#presence = presence;
  }

  /**
   * Replaces an agent's inventory, writing only what differs: a report mostly repeats the one before. True if
   * anything differed.
   */
  async replace(agentId: AgentId, targets: readonly Target[], version?: string): Promise<boolean> {
    const wanted = new Map(targets.map((target) => [targetIdOf(agentId, target), inventoryRow(agentId, target)]));
    return inTransaction(this.#storage, async (trx) => {
      // Against the same agent's next report, which may come to another replica while this one is still at work.
      const agent = await trx
        .selectFrom('agents')
        .select('revoked_at_ms')
        .where('id', '=', agentId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      // Revoked or deleted since the request was let in: nothing of it may come back.
      if (agent === undefined || agent.revoked_at_ms !== null) return false;
      const stored = await trx.selectFrom('inventory_targets').selectAll().where('agent_id', '=', agentId).execute();
      const kept = new Set(stored.filter((row) => isSame(row, wanted.get(row.id))).map((row) => row.id));
      const gone = stored.map((row) => row.id).filter((id) => !kept.has(id));
      const fresh = [...wanted.values()].filter((row) => !kept.has(row.id));
      for (const ids of chunksOf(gone)) await trx.deleteFrom('inventory_targets').where('id', 'in', ids).execute();
      for (const rows of chunksOf(fresh)) await trx.insertInto('inventory_targets').values(rows).execute();
      const change = { inventory_version: version ?? null };
      await trx.updateTable('agents').set(change).where('id', '=', agentId).execute();
      return gone.length > 0 || fresh.length > 0;
    });
  }

  /** A page, ordered by service and id, starting after `after`. */
  async list(
    filter: TargetFilter,
    page: { limit: number; after?: readonly [service: string, id: string] }
  ): Promise<ListedTarget[]> {
    let query = this.#rows(filter).orderBy('service').orderBy('inventory_targets.id').limit(page.limit);
    if (page.after !== undefined) {
      const [service, id] = page.after;
      // As one comparison, for which both databases begin in the middle of their index.
      query = query.where((eb) => eb(eb.refTuple('service', 'inventory_targets.id'), '>', eb.tuple(service, id)));
    }
    return (await query.execute()).map((row) => this.#toListed(row));
  }

  /**
   * Processes that a selector matches, by id, in pages: a fleet has half a million. `matches` is of the selector,
   * compiled; the database has tested the equalities before. What takes more pages than one waits for its turn: do not
   * begin another search while one is looked through.
   */
  async *matching(
    selector: Selector,
    matches: (labels: SelectorLabels) => boolean
  ): AsyncGenerator<readonly InventoryRow[]> {
    const query = this.#rows(equalities(selector)).orderBy('inventory_targets.id').limit(PAGE_ROWS);
    let page = await query.execute();
    yield page.filter((row) => matches(labelsOf(row)));
    if (page.length < PAGE_ROWS) return;
    const endTurn = await this.#longSearches.take();
    try {
      for (let last = page.at(-1); last !== undefined; last = page[PAGE_ROWS - 1]) {
        // Who asks for something else is answered in between; SQLite's answers alone let nobody in.
        await othersFirst();
        page = await query.where('inventory_targets.id', '>', last.id).execute();
        yield page.filter((row) => matches(labelsOf(row)));
      }
    } finally {
      endTurn();
    }
  }

  /** Those that are still there. */
  async byIds(ids: readonly TargetId[]): Promise<InventoryRow[]> {
    const rows: InventoryRow[] = [];
    for (const some of chunksOf(ids)) {
      rows.push(...(await this.#rows({}).where('inventory_targets.id', 'in', some).execute()));
    }
    return rows;
  }

  async ofAgent(agentId: AgentId): Promise<InventoryRow[]> {
    return this.#rows({}).where('agent_id', '=', agentId).orderBy('pid').execute();
  }

  /** Of the agents that several of these processes are of: every agent holds one session. */
  sessionLimits(rows: readonly Pick<InventoryRow, 'agent_id'>[]): Promise<SessionLimits> {
    const byAgent = Map.groupBy(rows, (row) => row.agent_id);
    const crowded = [...byAgent].filter(([, { length }]) => length > 1).map(([id]) => id);
    return readSessionLimits(this.#storage, crowded);
  }

  isReachable(row: InventoryRow): boolean {
    return this.#presence.isConnected({ ...row, id: row.agent_id });
  }

  #rows({ verdict, search = '', ...labels }: TargetFilter) {
    let query = this.#storage
      .selectFrom('inventory_targets')
      .innerJoin('agents', 'agents.id', 'inventory_targets.agent_id')
      .selectAll('inventory_targets')
      .select(['agents.node', 'agents.last_seen_at_ms']);
    if (verdict !== undefined) query = query.where('verdict', '=', verdict);
    for (const word of wordsOf(search)) query = query.where(holdsWord(SEARCHED_COLUMNS, word));
    for (const [label, value] of Object.entries(labels) as [SelectorLabel, string][]) {
      if (label === 'process_pid') {
        // A value that is no pid matches no process.
        query = query.where('pid', '=', /^\d{1,10}$/.test(value) ? Number(value) : -1);
      } else if (value === '') {
        query = query.where((eb) => eb.or([eb(LABEL_COLUMNS[label], '=', ''), eb(LABEL_COLUMNS[label], 'is', null)]));
      } else {
        query = query.where(LABEL_COLUMNS[label], '=', value);
      }
    }
    return query;
  }

  #toListed(row: InventoryRow): ListedTarget {
    const optional = { cluster: row.cluster, namespace: row.namespace, workload: row.workload, pod: row.pod };
    return {
      id: row.id,
      agentId: row.agent_id,
      node: row.node,
      lastSeenAt: new Date(this.#presence.lastSeenAtMs({ ...row, id: row.agent_id })).toISOString(),
      pid: row.pid,
      startTimeTicks: row.start_time_ticks,
      service: row.service,
      role: row.role as Target['role'],
      process: row.process,
      container: row.container,
      verdict: row.verdict as Target['verdict'],
      reasonCode: row.reason_code,
      reason: row.reason,
      threads: row.threads,
      ...withoutNulls(optional),
    };
  }
}

const LABEL_COLUMNS = {
  'service.name': 'inventory_targets.service',
  cluster: 'inventory_targets.cluster',
  namespace: 'inventory_targets.namespace',
  workload: 'inventory_targets.workload',
  pod: 'inventory_targets.pod',
  container: 'inventory_targets.container',
  node: 'agents.node',
  process: 'inventory_targets.process',
  role: 'inventory_targets.role',
} as const satisfies Record<Exclude<SelectorLabel, 'process_pid'>, string>;

const SEARCHED_COLUMNS = [...Object.values(LABEL_COLUMNS), 'inventory_targets.pid'];

export function labelsOf(row: InventoryRow): SelectorLabels {
  return withoutNulls({
    'service.name': row.service,
    cluster: row.cluster,
    namespace: row.namespace,
    workload: row.workload,
    pod: row.pod,
    container: row.container,
    node: row.node,
    process: row.process,
    process_pid: String(row.pid),
    role: row.role,
  });
}

/** The matchers of a selector that are plain equalities, which the database answers from an index. */
function equalities(selector: Selector): TargetFilter {
  const plain = Object.entries(selector).flatMap(([label, matcher]) => {
    if (typeof matcher !== 'object') return [[label, String(matcher)]];
    return matcher.op === '=' ? [[label, matcher.value]] : [];
  });
  return Object.fromEntries(plain) as TargetFilter;
}

export function inventoryRow(agentId: AgentId, target: Target): InventoryTargetRow {
  return {
    id: targetIdOf(agentId, target),
    agent_id: agentId,
    pid: target.pid,
    start_time_ticks: target.startTimeTicks,
    service: target.service,
    role: target.role,
    process: target.process,
    container: target.container,
    cluster: target.cluster ?? null,
    namespace: target.namespace ?? null,
    workload: target.workload ?? null,
    pod: target.pod ?? null,
    verdict: target.verdict,
    reason_code: target.reasonCode,
    reason: target.reason,
    threads: target.threads,
  };
}

function isSame(a: InventoryTargetRow, b: InventoryTargetRow | undefined): boolean {
  return b !== undefined && (Object.keys(b) as (keyof InventoryTargetRow)[]).every((column) => a[column] === b[column]);
}

function withoutNulls<T extends Record<string, unknown>>(object: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(object).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
