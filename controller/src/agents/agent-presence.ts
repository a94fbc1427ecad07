import { AGENT_LOST_MS } from '@meshprof/contracts';
import type { FastifyBaseLogger } from 'fastify';
import { chunksOf } from '../storage/chunks.ts';
import type { AgentId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import { AgentUsages } from './agent-usages.ts';

/** How often times of last contact are written down; between writes they are in memory only. */
const SAVE_EVERY_MS = 10_000;
const IDS_A_STATEMENT = 1_000;

/** Of an agent's row. */
export interface SeenAgent {
  readonly id: AgentId;
  readonly last_seen_at_ms: number;
}

/**
 * Who has been heard of, and when: here, or by another replica, which is what the database knows. A controller that
 * has just started has heard of nobody, which says nothing about the agents: until AGENT_LOST_MS after its start it
 * takes each for connected.
 */
export class AgentPresence {
  /** What they said of themselves then. */
  readonly usages: AgentUsages;
  readonly #storage: Storage;
  readonly #now: () => number;
  #startedAtMs: number;
  readonly #seenAtMs = new Map<AgentId, number>();
  readonly #unsaved = new Set<AgentId>();
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(storage: Storage, now: () => number) {
    this.#storage = storage;
    this.usages = new AgentUsages(storage);
    this.#now = now;
    this.#startedAtMs = now();
  }

  /** Writes down by itself from now on. */
  start(log?: Pick<FastifyBaseLogger, 'error'>): void {
    this.#timer = setInterval(() => {
      this.#saving = this.#saving
        .then(() => this.save())
        .catch((error: unknown) => log?.error({ err: error }, 'times of last contact could not be stored'));
    }, SAVE_EVERY_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#saving;
    // The database may be what is broken; then they are from the write before.
    await this.save().catch(() => undefined);
  }

  touch(agentId: AgentId): void {
    this.#seenAtMs.set(agentId, this.#now());
    this.#unsaved.add(agentId);
  }

  forget(agentId: AgentId): void {
    this.#seenAtMs.delete(agentId);
    this.#unsaved.delete(agentId);
    this.usages.forget(agentId);
  }

  /** The clock was set: what was noted before says nothing about now. */
  clockWasSet(): void {
    this.#seenAtMs.clear();
    this.#startedAtMs = this.#now();
  }

  lastSeenAtMs(agent: SeenAgent): number {
    return Math.max(this.#seenAtMs.get(agent.id) ?? 0, agent.last_seen_at_ms);
  }

  isConnected(agent: SeenAgent): boolean {
    const nowMs = this.#now();
    const seenAtMs = this.lastSeenAtMs(agent);
    // A time to come was noted before the clock was set back.
    const knownAtMs = seenAtMs > nowMs + AGENT_LOST_MS ? 0 : seenAtMs;
    return nowMs - Math.max(knownAtMs, this.#startedAtMs) < AGENT_LOST_MS;
  }

  /** One statement for many agents, so all get the same time: at most SAVE_EVERY_MS late. */
  async save(): Promise<void> {
    for (const some of chunksOf([...this.#unsaved], IDS_A_STATEMENT)) {
      const nowMs = this.#now();
      // Other transactions lock these rows too, one by one.
      await inTransaction(this.#storage, (trx) =>
        trx.updateTable('agents').set({ last_seen_at_ms: nowMs }).where('id', 'in', some).execute()
      );
      for (const id of some) this.#unsaved.delete(id);
    }
    await this.usages.save();
  }
}
