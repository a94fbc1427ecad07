import { useCallback, useState } from 'react';
import type { UrlState } from './use-url-state';

/** State in the shape of the URL's, for components on pages whose address belongs to somebody else. */
export function useMemoryState(initial: Readonly<Record<string, string>> = {}): UrlState {
  const [values, setValues] = useState<Readonly<Record<string, string>>>(initial);
  const get = useCallback((key: string) => values[key], [values]);
  const set = useCallback<UrlState['set']>(
    (changes) =>
      setValues((previous) =>
        Object.fromEntries(
          Object.entries({ ...previous, ...changes }).filter(
            (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''
          )
        )
      ),
    []
  );
  return { get, set };
}
