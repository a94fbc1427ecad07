import { useQuery } from '@tanstack/react-query';
import type { ProfileSource } from '@shared/domain/profile-view/profile-source';
import { getLabelNames, getLabelValues } from '@shared/infrastructure/profile-labels-api';
import type { ProfileDataSource } from '@shared/infrastructure/profile-query';

/** Labels of what the selector selects, and values of one of them; nothing where a data source does not tell. */
export function useLabelSuggestions(
  dataSource: ProfileDataSource | undefined,
  source: ProfileSource,
  label: string | undefined
) {
  const names = useQuery({
    queryKey: ['label-names', dataSource?.uid, source],
    enabled: dataSource !== undefined,
    queryFn: ({ signal }) => (dataSource ? getLabelNames(dataSource, source, signal) : []),
    retry: false,
    staleTime: Infinity,
  });
  const values = useQuery({
    queryKey: ['label-values', dataSource?.uid, source, label],
    enabled: dataSource !== undefined && label !== undefined,
    queryFn: ({ signal }) => (dataSource && label ? getLabelValues(dataSource, source, label, signal) : []),
    retry: false,
    staleTime: Infinity,
  });
  return { names: names.data ?? [], values: values.data ?? [] };
}
