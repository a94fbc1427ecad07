import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type AlertOutcome, type AlertSource, ALERT_OUTCOMES, ALERT_SOURCES } from '@meshprof/contracts';
import { useDebounced } from '@shared/domain/use-debounced';
import { useUrlState } from '@shared/domain/use-url-state';
import { getDelivery, listDeliveries } from '@shared/infrastructure/alerts-api';

const REFRESH_MS = 5_000;
const SETTLED_AFTER_MS = 300;

export function useAlertsPage() {
  const url = useUrlState();
  const outcome = ALERT_OUTCOMES.find((known) => known === url.get('outcome'));
  const source = ALERT_SOURCES.find((known) => known === url.get('source'));
  const search = url.get('alert') ?? '';
  const alert = useDebounced(search, SETTLED_AFTER_MS).trim();
  const filter = { outcome, source, ...(alert !== '' && { alert }) };
  const query = useInfiniteQuery({
    queryKey: ['deliveries', filter],
    queryFn: ({ pageParam, signal }) => listDeliveries(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  const deliveries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = outcome !== undefined || source !== undefined || alert !== '';
  const openId = url.get('delivery');
  const opened = useQuery({
    queryKey: ['delivery', openId],
    queryFn: ({ signal }) => getDelivery(openId!, signal),
    enabled: openId !== undefined,
    initialData: () => deliveries.find(({ id }) => id === openId),
    initialDataUpdatedAt: 0,
    refetchInterval: REFRESH_MS,
  });
  // What a filter left of the list says nothing of the list without it.
  const isEmpty = query.data !== undefined && !query.isPlaceholderData && deliveries.length === 0 && !isFiltered;
  return {
    data: {
      query,
      deliveries,
      outcome,
      source,
      search,
      isEmpty,
      openId,
      opened,
      // Without any delivery there is nothing else to do here.
      showsConnect: url.get('connect') === 'true' || (isEmpty && url.get('connect') !== 'false'),
    },
    actions: {
      setOutcome: (chosen: AlertOutcome | undefined) => url.set({ outcome: chosen }),
      setSource: (chosen: AlertSource | undefined) => url.set({ source: chosen }),
      setSearch: (text: string) => url.set({ alert: text }),
      clearFilters: () => url.set({ outcome: undefined, source: undefined, alert: undefined }),
      open: (deliveryId: string) => url.set({ delivery: deliveryId }, { push: true }),
      close: () => url.set({ delivery: undefined }),
      showConnect: (shown: boolean) => url.set({ connect: String(shown) }),
    },
  };
}
