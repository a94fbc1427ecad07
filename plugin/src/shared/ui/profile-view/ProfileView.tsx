import React, { type ReactNode, useState } from 'react';
import type { ProfileType, TargetSummary } from '@meshprof/contracts';
import type { ProfileKnowledge } from '@shared/domain/profile-view/profile-facts';
import { isLongRange } from '@shared/domain/profile-view/long-range';
import { isNarrowed } from '@shared/domain/profile-view/profile-filters';
import type { ProfileSource } from '@shared/domain/profile-view/profile-source';
import type { SplitRow } from '@shared/domain/profile-view/split-rows';
import { useStoredProfile } from '@shared/domain/profile-view/use-stored-profile';
import type { UrlState } from '@shared/domain/use-url-state';
import { t } from '@shared/domain/t';
import type { Column } from '@shared/ui/DataTable';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { LongRangePrompt } from './LongRangePrompt';
import { NoDataSource } from './NoDataSource';
import { NothingLeft } from './NothingLeft';
import { ProfileResult } from './ProfileResult';

export interface ProfileViewProps {
  type: ProfileType;
  source: ProfileSource;
  /** What is profiled, for files and pictures: `demo-envoy (pid 4711)`. */
  subject: string;
  /** Where filters, search, panes and detail are kept: `useUrlState()` on a page of the app, else `useMemoryState()`. */
  state: UrlState;
  /** Another data source than the app's. */
  dataSourceUid?: string;
  /** What a controller knows beside the profile. */
  progress?: ProfileKnowledge['progress'];
  summary?: TargetSummary | null;
  /** A profile that is not there yet may still arrive until then. */
  arrivesUntilUnixMs?: number;
  /** Why there may be nothing, filters aside, and what to do; told the name of the data source that has nothing. */
  empty: (dataSourceName: string) => ReactNode;
  /** Address that shows the same later. */
  linkTo?: () => string;
  /** Buttons beside the export. */
  actions?: ReactNode;
  notes?: ReactNode;
  /** Behind those of the table of cost categories. */
  categoryColumns?: Array<Column<SplitRow>>;
}

/** A merged profile of the store: loads it and shows it in full. Give it a `key` for each subject and type. */
export function ProfileView(props: ProfileViewProps) {
  const { source } = props;
  const [loadedAnyway, setLoadedAnyway] = useState<string>();
  // By content: pages make the source anew when they render.
  const asked = JSON.stringify(source);
  if (isLongRange(source) && loadedAnyway !== asked) {
    return <LongRangePrompt source={source} onLoad={() => setLoadedAnyway(asked)} />;
  }
  return <LoadedView {...props} />;
}

function LoadedView({ empty, linkTo, actions, notes, categoryColumns, ...asked }: ProfileViewProps) {
  const { query, dataSource, result, isArriving } = useStoredProfile(asked);
  if (!dataSource) {
    return <NoDataSource />;
  }
  if (query.isError) {
    const what = t('profile-view.failed', 'The profile could not be loaded');
    return <ProblemAlert error={query.error} what={what} onRetry={() => void query.refetch()} />;
  }
  if (query.isPending || isArriving) {
    const text = isArriving
      ? t('profile-view.arriving', 'Waiting for the profile to reach the store…')
      : t('profile-view.loading', 'Loading the profile…');
    return <Loading text={text} />;
  }
  if (!result) {
    return isNarrowed(asked.state) ? <NothingLeft state={asked.state} /> : empty(dataSource.name);
  }
  return (
    <ProfileResult
      {...result}
      state={asked.state}
      linkTo={linkTo}
      actions={actions}
      notes={notes}
      categoryColumns={categoryColumns}
    />
  );
}
