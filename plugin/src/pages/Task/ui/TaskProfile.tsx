import React from 'react';
import type { ProfileType, Task } from '@meshprof/contracts';
import type { UrlState } from '@shared/domain/use-url-state';
import { ProfileView } from '@shared/ui/profile-view/ProfileView';
import type { ShownPart } from '../domain/shown-part';
import { targetLosses } from '../domain/target-losses';
import { useTargetSummary } from '@shared/domain/use-target-summary';
import { CategorySettings } from './CategorySettings';
import { CompareMenu } from './CompareMenu';
import { NoProfile } from './NoProfile';
import { settingsColumn } from './settings-column';
import { TargetLosses } from './TargetLosses';

interface Props {
  task: Task;
  part: ShownPart;
  type: ProfileType;
  state: UrlState;
}

/** A profile on its way through a Collector arrives a little after the task has ended. */
const ARRIVAL_WAIT_MS = 60_000;

export function TaskProfile({ task, part, type, state }: Props) {
  const { source, ref, progress, subject, target } = part;
  const { data: summary } = useTargetSummary(task, target);
  if (!source || !ref) {
    return <NoProfile progress={progress} type={type} />;
  }
  const settingsOf = state.get('settings');
  return (
    <>
      <ProfileView
        type={type}
        source={source}
        subject={subject}
        state={state}
        progress={progress}
        summary={summary}
        arrivesUntilUnixMs={task.endedAt === undefined ? undefined : Date.parse(task.endedAt) + ARRIVAL_WAIT_MS}
        empty={(dataSourceName) => <NoProfile progress={progress} type={type} dataSourceName={dataSourceName} />}
        // A task's times are absolute: its address shows the same to everybody.
        linkTo={() => window.location.href}
        actions={<CompareMenu task={task} targets={target ? [target] : task.targets} profile={ref} typeId={type.id} />}
        notes={<TargetLosses losses={targetLosses({ progress }, type.id)} />}
        categoryColumns={[settingsColumn((categoryId) => state.set({ settings: categoryId }, { push: true }))]}
      />
      {settingsOf && (
        <CategorySettings
          task={task}
          targets={target ? [target] : task.targets}
          categoryId={settingsOf}
          onClose={() => state.set({ settings: undefined })}
        />
      )}
    </>
  );
}
