import type { AlertDelivery } from '@meshprof/contracts';
import { storeSelector } from '@shared/domain/store-selector';
import type { ProfileRef } from '../../../routes';

const AROUND_MS = 600_000;
/** An alert that ended at once is still compared over a stretch in which something can have been profiled. */
const SHORTEST_MS = 60_000;

/** Ten minutes before an alert began against those after, or until it ended. Undefined if it selects nothing. */
export function aroundAlert(delivery: AlertDelivery): { left: ProfileRef; right: ProfileRef } | undefined {
  const { selector, startsAt, receivedAt, resolvedAt } = delivery;
  if (!selector) {
    return undefined;
  }
  const startMs = Date.parse(startsAt ?? receivedAt);
  const endMs = resolvedAt === undefined ? startMs + AROUND_MS : Date.parse(resolvedAt);
  const afterMs = Math.min(Math.max(endMs, startMs + SHORTEST_MS), startMs + AROUND_MS);
  const side = (fromMs: number, toMs: number) => ({
    labelSelector: storeSelector(selector),
    from: String(fromMs),
    to: String(toMs),
  });
  return { left: side(startMs - AROUND_MS, startMs), right: side(startMs, afterMs) };
}
