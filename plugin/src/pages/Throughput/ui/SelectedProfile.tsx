import React, { lazy, Suspense } from 'react';
import { dateTimeFormat } from '@grafana/data';
import type { TimeZone } from '@grafana/schema';
import { useQuery } from '@tanstack/react-query';
import { t } from '@shared/domain/t';
import type { DataSource } from '@shared/infrastructure/data-source-query';
import { queryProfile } from '@shared/infrastructure/profile-query';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import type { UnixRange } from '../../../qps-profile-panel/domain/unix-range';
import { testIds } from '../../../test-ids';
import { ON_CPU } from '../domain/use-throughput-sources';

const ProfileGraph = lazy(() => import('../../Task/ui/ProfileGraph'));

/** Enough that "other" stays thin, few enough to draw at once. */
const MAX_NODES = 16_384;

interface Props {
  dataSource: DataSource;
  selector: string;
  selection: UnixRange;
  timeZone: TimeZone;
}

/** The flame graph of what is selected above. */
export function SelectedProfile({ dataSource, selector, selection, timeZone }: Props) {
  const query = useQuery({
    queryKey: ['selected-profile', dataSource.uid, selector, selection.fromUnixMs, selection.toUnixMs],
    queryFn: async ({ signal }) => {
      const asked = { dataSource, profileTypeId: ON_CPU.storedAs, labelSelector: selector, maxNodes: MAX_NODES };
      const frame = await queryProfile({ ...asked, ...selection }, signal);
      return frame && frame.length > 1 ? frame : null;
    },
  });
  const time = (unixMs: number) => dateTimeFormat(unixMs, { timeZone, format: 'HH:mm:ss' });
  return (
    <section data-testid={testIds.throughput.selected}>
      <h2>
        {t('throughput.selected.title', 'On-CPU time from {{from}} to {{to}}', {
          from: time(selection.fromUnixMs),
          to: time(selection.toUnixMs),
        })}
      </h2>
      {query.isPending && <Loading text={t('throughput.selected.loading', 'Loading the profile…')} />}
      {query.isError && (
        <ProblemAlert
          error={query.error}
          what={t('throughput.selected.failed', 'The profile could not be loaded')}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data === null && (
        <EmptyState title={t('throughput.selected.empty', 'Nothing was profiled in this range')}>
          {t(
            'throughput.selected.empty-detail',
            'A policy’s profiles are stored at the start of their minute. Select at least a minute in which the shares have a point.'
          )}
        </EmptyState>
      )}
      {query.data && (
        <Suspense fallback={<Loading text={t('throughput.selected.drawing', 'Drawing…')} />}>
          <ProfileGraph frame={query.data} />
        </Suspense>
      )}
    </section>
  );
}
