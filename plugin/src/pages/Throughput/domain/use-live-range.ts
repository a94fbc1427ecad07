import { useEffect } from 'react';
import type { UrlTimeRange } from '@shared/domain/use-time-range';

/** New profiles of a policy come once a minute, throughput every few seconds. */
const REFRESH_EVERY_MS = 30_000;

/** Moves a range that ends now on, but not in a hidden tab, and not under the hands of who has selected something. */
export function useLiveRange({ data, actions }: UrlTimeRange, isPaused: boolean): void {
  const isLive = data.raw.to.startsWith('now') && !isPaused;
  const { refresh } = actions;
  useEffect(() => {
    if (!isLive) {
      return undefined;
    }
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') {
        refresh();
      }
    }, REFRESH_EVERY_MS);
    return () => clearInterval(timer);
  }, [isLive, refresh]);
}
