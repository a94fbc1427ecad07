import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ProfileType, ProfileTypeId, Task, TaskTarget } from '@meshprof/contracts';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { useProfileSplit } from '../domain/use-profile-split';
import { SplitTable } from './SplitTable';

interface Props {
  task: Task;
  target: TaskTarget;
  type: ProfileType;
}

const COST_TITLES: Record<ProfileTypeId, string> = {
  'on-cpu': 'What CPU time was for',
  'off-cpu-time': 'What waited',
  'off-cpu-switches': 'What left the CPU',
  wakeups: 'What ended the waits',
  'loop-stalls': 'What stalls were for',
  'page-faults': 'What touched the pages',
};

/** What the profile consists of: cost categories and, off CPU, wait classes. Shown above the flame graph. */
export function ProfileSplit({ task, target, type }: Props) {
  const styles = useStyles2(getStyles);
  const { query, split } = useProfileSplit(task, target, type);
  if (query.isError) {
    return (
      <ProblemAlert error={query.error} what="The split could not be loaded" onRetry={() => void query.refetch()} />
    );
  }
  if (!split || split.costs.length + split.waits.length === 0) {
    return null;
  }
  const { costs, waits, knowsIntervals } = split;
  return (
    <div className={styles.tables} data-testid={testIds.profile.split}>
      {costs.length > 0 && <SplitTable title={COST_TITLES[type.id]} rows={costs} isExact={knowsIntervals} />}
      {waits.length > 0 && (
        <SplitTable title={type.id === 'loop-stalls' ? 'On or off the CPU' : 'Why it waited'} rows={waits} isExact />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tables: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 4), marginBottom: theme.spacing(2) }),
});
