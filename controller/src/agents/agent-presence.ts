import { AGENT_LOST_MS } from '@meshprof/contracts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';

/** How often an agent's time of last contact is written down; between writes it is in memory only. */
const PERSIST_EVERY_MS = 10_000;

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
  readonly #storage: Storage;
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #seenAtMs = new Map<AgentId, { seen: number; persisted: number }>();

  constructor(storage: Storage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
    this.#startedAtMs = now();
  }

  async touch(agentId: AgentId): Promise<void> {
    const seen = this.#now();
    const persisted = this.#seenAtMs.get(agentId)?.persisted ?? 0;
    if (Math.abs(seen - persisted) < PERSIST_EVERY_MS) {
      this.#seenAtMs.set(agentId, { seen, persisted });
      return;
    }
    this.#seenAtMs.set(agentId, { seen, persisted: seen });
    await this.#storage.updateTable('agents').set({ last_seen_at_ms: seen }).where('id', '=', agentId).execute();
  }

  lastSeenAtMs(agent: SeenAgent): number {
    return Math.max(this.#seenAtMs.get(agent.id)?.seen ?? 0, agent.last_seen_at_ms);
  }

  isConnected(agent: SeenAgent): boolean {
    return this.#now() - Math.max(this.lastSeenAtMs(agent), this.#startedAtMs) < AGENT_LOST_MS;
  }
}
