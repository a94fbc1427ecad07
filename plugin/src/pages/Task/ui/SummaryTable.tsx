import React from 'react';
import { Text } from '@grafana/ui';
import type { ProfileTypeId, Task, TaskTarget } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { useTargetSummary } from '@shared/domain/use-target-summary';
import { StallsTable } from './StallsTable';
import { WakersTable } from './WakersTable';

const TABLES: Partial<Record<ProfileTypeId, typeof WakersTable>> = {
  wakeups: WakersTable,
  'loop-stalls': StallsTable,
};

interface Props {
  task: Task;
  /** Undefined of all targets together. */
  target: TaskTarget | undefined;
  typeId: ProfileTypeId;
}

/** What the agent told beside the profile of this type; there even if the store has lost the profile. */
export function SummaryTable({ task, target, typeId }: Props) {
  const { data: summary, ...query } = useTargetSummary(task, target);
  const Table = TABLES[typeId];
  if (!Table) {
    return null;
  }
  if (!target) {
    return (
      <Text element="p" color="secondary">
        {t('task.summary.choose-target', 'Choose one target to see exact counts beside the profile.')}
      </Text>
    );
  }
  if (query.isError) {
    const retry = () => void query.refetch();
    const what = t('task.summary.failed', 'What the agent told could not be loaded');
    return <ProblemAlert error={query.error} what={what} onRetry={retry} />;
  }
  return summary ? <Table summary={summary} /> : null;
}
