import type { UrlState } from '@shared/domain/use-url-state';

/** The same keys once for each of two views on a page: `search` of the left one is `leftSearch` in the URL. */
export function scopedUrlState({ get, set }: UrlState, scope: string): UrlState {
  const scoped = (key: string) => scope + key.charAt(0).toUpperCase() + key.slice(1);
  return {
    get: (key) => get(scoped(key)),
    set: (changes, options) =>
      set(Object.fromEntries(Object.entries(changes).map(([key, value]) => [scoped(key), value])), options),
  };
}
