import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

export interface UrlState {
  get: (key: string) => string | undefined;
  /**
   * Sets or, with undefined, removes keys. Typing in a search box replaces the history entry; opening something adds
   * one, so that Back closes it.
   */
  set: (changes: Record<string, string | undefined>, options?: { push?: boolean }) => void;
}

/** State that a link must carry lives in the query string and nowhere else. */
export function useUrlState(): UrlState {
  const [searchParams, setSearchParams] = useSearchParams();
  const get = useCallback((key: string) => searchParams.get(key) ?? undefined, [searchParams]);
  const set = useCallback<UrlState['set']>(
    (changes, { push = false } = {}) =>
      setSearchParams(
        (previous) => {
          const next = new URLSearchParams(previous);
          for (const [key, value] of Object.entries(changes)) {
            if (value === undefined || value === '') {
              next.delete(key);
            } else {
              next.set(key, value);
            }
          }
          return next;
        },
        { replace: !push }
      ),
    [setSearchParams]
  );
  return { get, set };
}
