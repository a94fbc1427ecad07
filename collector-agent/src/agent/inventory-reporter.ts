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
}

/** How often /proc is read. A new profilable process does not wait for the next heartbeat. */
const SCAN_EVERY_MS = 2_500;
/** Of InventoryReportSchema. */
const MAX_TARGETS = 20_000;

/** Heartbeats until aborted, and the inventory whenever the controller says that it has another one. */
export async function reportInventory(options: ReporterOptions, signal: AbortSignal): Promise<void> {
  let told = '';
  let toldAtMs = -Infinity;
  const send = createSender(options, signal);
  while (!signal.aborted) {
    const targets = mostUseful(options.inventory.list());
    const print = fingerprint(targets);
    if (print !== told || performance.now() - toldAtMs >= HEARTBEAT_MS - SCAN_EVERY_MS / 2) {
      const result = await send(targets);
      if (signal.aborted) return;
      options.onResult(result);
      if (result.kind === 'ok') {
        told = print;
        toldAtMs = performance.now();
      }
    }
    await pause(SCAN_EVERY_MS, signal);
  }
}

function createSender({ link, facts, usage }: ReporterOptions, signal: AbortSignal) {
  let factsToldAs: string | undefined;
  return async (targets: readonly Target[]): Promise<CallResult<unknown>> => {
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
