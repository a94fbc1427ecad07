import React from 'react';
import type { ProfileType, TargetProgress } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';

interface Props {
  progress: TargetProgress;
  type: ProfileType;
  /** Set if the store was asked and had nothing. */
  dataSourceName?: string;
}

interface Reason {
  title: string;
  text: string;
}

function nothingHappened({ progress, type, dataSourceName }: Props): Reason | undefined {
  if (type.event === 'on-cpu' && progress.samplesKept === 0) {
    return {
      title: t('task.no-profile.no-sample', 'No on-CPU sample'),
      text: t(
        'task.no-profile.no-sample-text',
        'The process did not use a CPU at any tick of the sampling clock. Profile it longer, at a higher frequency, or while it has work to do. Its waits are under off-CPU.'
      ),
    };
  }
  if (type.event === 'off-cpu' && progress.switches === 0) {
    return {
      title: t('task.no-profile.no-switch', 'No off-CPU switch'),
      text: t('task.no-profile.no-switch-text', 'No thread of the process left the CPU or came back to it meanwhile.'),
    };
  }
  return dataSourceName === undefined ? undefined : ofType(type);
}

function ofType({ id }: ProfileType): Reason | undefined {
  switch (id) {
    case 'loop-stalls':
      return {
        title: t('task.no-profile.no-stall', 'No stall'),
        text: t(
          'task.no-profile.no-stall-text',
          'No event loop of the process was away from waiting for events for longer than the threshold, or it has none.'
        ),
      };
    case 'wakeups':
      return {
        title: t('task.no-profile.no-wakeup', 'No ended wait'),
        text: t('task.no-profile.no-wakeup-text', 'No thread of the process was woken meanwhile.'),
      };
    case 'page-faults':
      return {
        title: t('task.no-profile.no-fault', 'No page fault'),
        text: t(
          'task.no-profile.no-fault-text',
          'The process touched no page for the first time, and none had to be read.'
        ),
      };
    default:
      return undefined;
  }
}

function reasonOf(props: Props): Reason {
  const { dataSourceName } = props;
  const nothing = nothingHappened(props);
  if (nothing) {
    return nothing;
  }
  if (dataSourceName === undefined) {
    return {
      title: t('task.no-profile.not-delivered', 'No profile was delivered'),
      text: t('task.no-profile.not-delivered-text', 'The target ended before its agent delivered a profile.'),
    };
  }
  return {
    title: t('task.no-profile.not-stored', 'The store has no such profile'),
    text: t(
      'task.no-profile.not-stored-text',
      'The agent recorded it, but {{dataSource}} does not have it: it waits in the agent’s spool, has passed its retention, or goes to another store than this data source reads.',
      { dataSource: dataSourceName }
    ),
  };
}

/** Says why there is no graph to show. */
export function NoProfile(props: Props) {
  const { title, text } = reasonOf(props);
  return (
    <EmptyState icon="fire" title={title}>
      {text}
    </EmptyState>
  );
}
