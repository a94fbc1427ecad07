import { HEARTBEAT_MS, type Target } from '@meshprof/contracts';
import type { Inventory } from '../discovery/inventory.ts';
import type { ControllerLink } from './controller-link.ts';
import type { CallResult } from './http-json.ts';
import { pause } from './pause.ts';

export interface ReporterOptions {
  readonly link: Pick<ControllerLink, 'reportInventory'>;
  readonly inventory: Inventory;
  readonly onResult: (result: CallResult<unknown>) => void;
}

/** How often /proc is read. A heartbeat is every second reading; a new profilable process does not wait for it. */
const SCAN_EVERY_MS = HEARTBEAT_MS / 2;
/** Of InventoryReportSchema. */
const MAX_TARGETS = 20_000;

export async function reportInventory(
  { link, inventory, onResult }: ReporterOptions,
  signal: AbortSignal
): Promise<void> {
  let sent = '';
  let sentAtMs = -Infinity;
  while (!signal.aborted) {
    const targets = mostUseful(inventory.list());
    const print = fingerprint(targets);
    if (print !== sent || performance.now() - sentAtMs >= HEARTBEAT_MS - 50) {
      const result = await link.reportInventory({ targets }, signal);
      if (signal.aborted) return;
      onResult(result);
      if (result.kind === 'ok') {
        sent = print;
        sentAtMs = performance.now();
      }
    }
    await pause(SCAN_EVERY_MS, signal);
  }
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
