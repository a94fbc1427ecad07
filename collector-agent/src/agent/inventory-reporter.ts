import { type AgentFacts, type AgentUsage, HEARTBEAT_MS, type Target } from '@meshprof/contracts';
import type { Inventory } from '../discovery/inventory.ts';
import type { ControllerLink } from './controller-link.ts';
import type { CallResult } from './http-json.ts';
import { inventoryVersion } from './inventory-version.ts';
import { pause } from '../retry/pause.ts';

export interface ReporterOptions {
  readonly link: Pick<ControllerLink, 'heartbeat' | 'reportInventory' | 'agentId'>;
  readonly inventory: Inventory;
  /** What the agent says about itself; asked for once for each controller that it joins. */
  readonly facts: () => AgentFacts;
  /** What it takes and lost; with each heartbeat. */
  readonly usage: () => AgentUsage;
  readonly onResult: (result: CallResult<unknown>) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** How often /proc is read. A new profilable process does not wait for the next heartbeat. */
const SCAN_EVERY_MS = 2_500;
/** A poll that ends so long before its heartbeat is followed by it all the same. */
const EARLY_MS = SCAN_EVERY_MS / 2;
/** No poll has ended in time to be followed by its heartbeat. */
const OVERDUE_MS = HEARTBEAT_MS + SCAN_EVERY_MS;
/** So long the next poll, with what it may bring, waits for a heartbeat at most. */
const LONGEST_TURN_MS = 1_000;
/** Of InventoryReportSchema. */
const MAX_TARGETS = 20_000;

/**
 * Heartbeats, and the inventory whenever the controller says that it has another one. A heartbeat follows a poll where
 * it can: the connection is kept for it, where one of its own would be opened, with TLS negotiated, every 20 s.
 */
export class InventoryReporter {
  readonly #options: ReporterOptions;
  readonly #send: (targets: readonly Target[], signal: AbortSignal) => Promise<CallResult<unknown>>;
  #targets: readonly Target[] = [];
  #toldTargets: string | undefined;
  #toldAtMs = -Infinity;
  #telling: Promise<void> | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#send = createSender(options);
  }

  /** Until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#targets = mostUseful(this.#options.inventory.list());
      const isNews = fingerprint(this.#targets) !== this.#toldTargets;
      if (isNews || this.#options.now() - this.#toldAtMs >= OVERDUE_MS) await this.#tell(signal);
      await pause(SCAN_EVERY_MS, signal);
    }
  }

  /** Until the next heartbeat; 0 if it is late. */
  get dueInMs(): number {
    return Math.max(0, this.#toldAtMs + HEARTBEAT_MS - this.#options.now());
  }

  /** Between two polls: the heartbeat, if it is due. */
  async takeTurn(signal: AbortSignal): Promise<void> {
    if (this.dueInMs > EARLY_MS) return;
    await Promise.race([this.#tell(signal), pause(LONGEST_TURN_MS, signal)]);
  }

  #tell(signal: AbortSignal): Promise<void> {
    this.#telling ??= this.#tellNow(signal).finally(() => (this.#telling = undefined));
    return this.#telling;
  }

  async #tellNow(signal: AbortSignal): Promise<void> {
    const targets = this.#targets;
    const result = await this.#send(targets, signal);
    if (signal.aborted) return;
    this.#options.onResult(result);
    if (result.kind !== 'ok') return;
    this.#toldTargets = fingerprint(targets);
    this.#toldAtMs = this.#options.now();
  }
}

function createSender({ link, facts, usage }: ReporterOptions) {
  let factsToldAs: string | undefined;
  return async (targets: readonly Target[], signal: AbortSignal): Promise<CallResult<unknown>> => {
    const version = inventoryVersion(targets);
    const isNew = factsToldAs === undefined || factsToldAs !== link.agentId;
    const beat = await link.heartbeat(
      { inventoryVersion: version, usage: usage(), ...(isNew && { facts: facts() }) },
      signal
    );
    // A controller from before heartbeats takes the inventory for one.
    if (beat.kind === 'refused' && beat.status === 404) return link.reportInventory({ targets: [...targets] }, signal);
    if (beat.kind !== 'ok') return beat;
    factsToldAs = link.agentId;
    if (!beat.value.inventory) return beat;
    const gzips = beat.value.acceptsGzip === true;
    return link.reportInventory({ targets: [...targets], inventoryVersion: version }, signal, { gzips });
  };
}

/** What a person could profile; refused processes come and go too often to hurry for. */
function fingerprint(targets: readonly Target[]): string {
  const profilable = targets.filter(({ verdict }) => verdict === 'profilable');
  return profilable
    .map(({ pid, startTimeTicks, service, role }) => `${pid}:${startTimeTicks}:${service}:${role}`)
    .join();
}

/** All, unless there are more than a report takes: then refused ones are left out first. */
function mostUseful(targets: readonly Target[]): Target[] {
  if (targets.length <= MAX_TARGETS) return [...targets];
  const rank = ({ verdict }: Target): number => (verdict === 'profilable' ? 0 : 1);
  return [...targets].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_TARGETS);
}
