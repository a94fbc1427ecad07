import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseClock } from './database-clock.ts';
import type { Leadership } from './leadership.ts';
import { CONNECTION_OPTIONS, type DatabaseLog, describeError } from './postgres-storage.ts';

export interface ReplicaSessionParts {
  readonly client: pg.ClientConfig;
  readonly clock: DatabaseClock;
  readonly log: DatabaseLog;
  /** Another replica, or this one, changed these agents' assignments; `undefined`: any agent's may have changed. */
  readonly onAssignmentsChanged: (agentId: string | undefined) => void;
}

/** Any number that no other program uses in this database: the ASCII codes of `meshprof`, as a 64-bit integer. */
const LEADER_LOCK = '7882833615182262118';

export const ASSIGNMENTS_CHANNEL = 'meshprof_assignments';

/** How often the session proves that it lives, and a replica that does not lead tries to. */
const BEAT_EVERY_MS = 1_000;

/** A beat that takes longer ends the session: its connection leads nowhere. */
const BEAT_TIMEOUT_MS = 4_000;

/**
 * The server ends a session that says nothing for this long, and with it its lock: of a replica that hangs, or whose
 * machine is gone. The replica itself counts as leader for less, so that it stops before another begins.
 */
const SILENCE_LIMIT_MS = 10_000;
const LEADER_FOR_MS = SILENCE_LIMIT_MS - BEAT_TIMEOUT_MS;

/**
 * What a replica has one database session of its own for: the advisory lock whose holder leads, notifications of
 * changed assignments, and the database's clock. If the connection breaks, leadership is gone with it, and a new one is
 * made.
 */
export class ReplicaSession implements Leadership {
  readonly #parts: ReplicaSessionParts;
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;
  readonly #firstTry = Promise.withResolvers<void>();
  #client: pg.Client | undefined;
  #holdsLock = false;
  #provenAt = -Infinity;

  constructor(parts: ReplicaSessionParts) {
    this.#parts = parts;
    this.#ended = this.#run();
  }

  get isLeader(): boolean {
    return this.#holdsLock && performance.now() - this.#provenAt < LEADER_FOR_MS;
  }

  /** Settled once the session's first attempt has succeeded or failed. */
  get ready(): Promise<void> {
    return this.#firstTry.promise;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let complained = false;
    while (!signal.aborted) {
      try {
        await this.#connect();
        complained = false;
        await this.#beatUntilClosed(signal);
      } catch (error) {
        if (!complained) this.#parts.log.warn(describeError(error), 'the session of this replica ended; trying again');
        complained = true;
      }
      this.#firstTry.resolve();
      await this.#disconnect();
      await sleep(BEAT_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ ...this.#parts.client, ...CONNECTION_OPTIONS, query_timeout: BEAT_TIMEOUT_MS });
    this.#client = client;
    // Also said by the query that it breaks; unheard, the event would end the process.
    client.on('error', () => this.#lose());
    client.on('end', () => this.#lose());
    client.on('notification', ({ payload }) => this.#parts.onAssignmentsChanged(payload));
    await client.connect();
    await client.query(`set idle_session_timeout = ${SILENCE_LIMIT_MS}; listen ${ASSIGNMENTS_CHANNEL}`);
    // What changed while nobody listened.
    this.#parts.onAssignmentsChanged(undefined);
  }

  async #beatUntilClosed(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#beat();
      this.#firstTry.resolve();
      await sleep(BEAT_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Reads the clock, and asks for the lock unless this session has it: asking twice would be holding it twice. */
  async #beat(): Promise<void> {
    const { clock, log } = this.#parts;
    const askedAtMs = Date.now();
    const askedAt = performance.now();
    const lock = this.#holdsLock ? 'true' : `pg_try_advisory_lock(${LEADER_LOCK})`;
    const read = `select ${lock} as leads, (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms`;
    const { rows } = (await this.#client?.query(read)) as { rows: { leads: boolean; now_ms: number }[] };
    const [row] = rows;
    if (row === undefined) throw new Error('the database answered nothing');
    clock.adjust({ askedAtMs, answeredAtMs: Date.now(), databaseMs: row.now_ms });
    if (row.leads && !this.#holdsLock) log.info({}, 'this replica does the background work from now on');
    this.#holdsLock = row.leads;
    this.#provenAt = askedAt;
  }

  #lose(): void {
    if (this.#holdsLock) this.#parts.log.warn({}, 'this replica does the background work no more');
    this.#holdsLock = false;
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#lose();
    // `end` waits for an answer of the server, which may be gone for good.
    await Promise.race([client?.end().catch(() => undefined), sleep(BEAT_TIMEOUT_MS, undefined, { ref: false })]);
  }
}
