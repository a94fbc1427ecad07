import { useCallback, useSyncExternalStore } from 'react';
import { useTheme2 } from '@grafana/ui';

/** Whether the window is below the theme's medium width, for what style sheets cannot say, such as how far a cell spans. */
export function useIsNarrow(): boolean {
  const query = useTheme2().breakpoints.down('md').replace('@media ', '');
  const subscribe = useCallback(
    (onChange: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    [query]
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
