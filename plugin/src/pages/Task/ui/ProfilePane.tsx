import React, { Suspense, lazy } from 'react';
import { LinkButton } from '@grafana/ui';
import type { ProfileType, Task, TaskTarget } from '@meshprof/contracts';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { configurationUrl } from '../../../routes';
import { profileFacts } from '../domain/profile-facts';
import { profileWarnings } from '../domain/profile-warnings';
import { targetLosses } from '../domain/target-losses';
import { useProfile } from '../domain/use-profile';
import { NoProfile } from './NoProfile';
import { ProfileFacts } from './ProfileFacts';
import { ProfileSplit } from './ProfileSplit';
import { ProfileWarnings } from './ProfileWarnings';
import { TargetLosses } from './TargetLosses';

const importGraph = () => import('./ProfileGraph');
const ProfileGraph = lazy(importGraph);

interface Props {
  task: Task;
  target: TaskTarget;
  type: ProfileType;
}

export function ProfilePane({ task, target, type }: Props) {
  const { query, dataSource, window, isArriving } = useProfile(task, target, type);
  if (!window) {
    return <NoProfile target={target} type={type} />;
  }
  if (!dataSource) {
    return (
      <EmptyState
        icon="database"
        title="No Pyroscope data source"
        action={<LinkButton href={configurationUrl()}>Configuration</LinkButton>}
      >
        The profile is stored, but Grafana has no data source to read it with. Add a Pyroscope data source, or choose
        another one in the app’s configuration.
      </EmptyState>
    );
  }
  if (query.isError) {
    return (
      <ProblemAlert error={query.error} what="The profile could not be loaded" onRetry={() => void query.refetch()} />
    );
  }
  if (query.isPending || isArriving) {
    return <Loading text={isArriving ? 'Waiting for the profile to reach the store…' : 'Loading the profile…'} />;
  }
  if (!query.data) {
    return <NoProfile target={target} type={type} dataSourceName={dataSource.name} />;
  }
  const { frame, content } = query.data;
  return (
    <>
      <ProfileFacts facts={profileFacts(type.id, content, target)} />
      <ProfileWarnings warnings={profileWarnings(type.id, content, target)} />
      <TargetLosses losses={targetLosses(target, type.id)} />
      <ProfileSplit task={task} target={target} type={type} />
      <Suspense fallback={<Loading text="Drawing…" />}>
        <ProfileGraph frame={frame} />
      </Suspense>
    </>
  );
}

/** Fetches the flame graph's code ahead of need, so that the graph is there as soon as its data is. */
export const preloadGraph = () => void importGraph();
