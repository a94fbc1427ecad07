import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, LinkButton, useStyles2 } from '@grafana/ui';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { targetsUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { useTasksPage } from '../domain/use-tasks-page';
import { TasksTable } from './TasksTable';

const newTaskButton = (
  <LinkButton href={targetsUrl()} icon="fire" data-testid={testIds.tasks.newTask}>
    Profile a target
  </LinkButton>
);

export default function TasksPage() {
  const styles = useStyles2(getStyles);
  const { data, actions } = useTasksPage();
  const { query, tasks } = data;
  return (
    <PluginPage subTitle="Every profile that was taken or is being taken, newest first." actions={newTaskButton}>
      <div data-testid={testIds.tasks.page}>
        {query.isError && (
          <ProblemAlert
            error={query.error}
            what={query.data ? 'The list is old: it could not be refreshed' : 'The tasks could not be loaded'}
            onRetry={() => void query.refetch()}
          />
        )}
        {query.isPending && <Loading text="Loading tasks…" />}
        {query.data && tasks.length === 0 && (
          <EmptyState icon="fire" title="Nothing has been profiled yet" action={newTaskButton}>
            Pick a process on the targets page and press Profile. Its task and flame graph stay here.
          </EmptyState>
        )}
        {tasks.length > 0 && <TasksTable tasks={tasks} />}
        {query.hasNextPage && (
          <div className={styles.more}>
            <Button
              variant="secondary"
              onClick={actions.loadMore}
              disabled={query.isFetchingNextPage}
              data-testid={testIds.tasks.more}
            >
              {query.isFetchingNextPage ? 'Loading…' : 'Load more'}
            </Button>
          </div>
        )}
      </div>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  more: css({ display: 'flex', justifyContent: 'center', padding: theme.spacing(2) }),
});
