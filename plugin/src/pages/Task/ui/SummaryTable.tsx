import React from 'react';
import type { ProfileTypeId, Task, TaskTarget } from '@meshprof/contracts';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { useTargetSummary } from '../domain/use-target-summary';
import { StallsTable } from './StallsTable';
import { WakersTable } from './WakersTable';

const TABLES: Partial<Record<ProfileTypeId, typeof WakersTable>> = {
  wakeups: WakersTable,
  'loop-stalls': StallsTable,
};

interface Props {
  task: Task;
  target: TaskTarget;
  typeId: ProfileTypeId;
}

/** What the agent told beside the profile of this type; there even if the store has lost the profile. */
export function SummaryTable({ task, target, typeId }: Props) {
  const { data: summary, ...query } = useTargetSummary(task, target);
  const Table = TABLES[typeId];
  if (!Table) {
    return null;
  }
  if (query.isError) {
    const retry = () => void query.refetch();
    return <ProblemAlert error={query.error} what="What the agent told could not be loaded" onRetry={retry} />;
  }
  return summary ? <Table summary={summary} /> : null;
}
