import React, { useEffect } from 'react';
import { PluginPage } from '@grafana/runtime';
import { LinkButton } from '@grafana/ui';
import { useParams } from 'react-router-dom';
import { problemOfError } from '@shared/infrastructure/problem-of-error';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { describeTargets } from '@shared/domain/describe-task';
import { tasksUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { useTaskPage } from '../domain/use-task-page';
import { CancelButton } from './CancelButton';
import { preloadGraph } from './ProfilePane';
import { ProfileSection } from './ProfileSection';
import { TargetCards } from './TargetCards';
import { taskInfo } from './task-info';

export default function TaskPage() {
  const { taskId = '' } = useParams();
  const { data, actions } = useTaskPage(taskId);
  const { task, query, cancel, target, type, showsProfile } = data;
  useEffect(preloadGraph, []);
  const title = task ? task.title || describeTargets(task) : 'Task';
  const isUnknown = query.isError && problemOfError(query.error).code === 'not-found';

  return (
    <PluginPage
      pageNav={{ text: title, url: `${tasksUrl()}/${taskId}`, parentItem: { text: 'Tasks', url: tasksUrl() } }}
      info={task && taskInfo(task)}
      actions={task && <CancelButton task={task} isCancelling={cancel.isPending} onCancel={actions.cancelTask} />}
    >
      <div data-testid={testIds.task.page}>
        {cancel.isError && <ProblemAlert error={cancel.error} what="The task was not cancelled" />}
        {query.isError && !isUnknown && (
          <ProblemAlert
            error={query.error}
            what={task ? 'This page is old: it could not be refreshed' : 'The task could not be loaded'}
            onRetry={() => void query.refetch()}
          />
        )}
        {isUnknown && (
          <EmptyState
            icon="search"
            title="There is no such task"
            action={<LinkButton href={tasksUrl()}>All tasks</LinkButton>}
          >
            It may have been deleted, or the link belongs to another controller.
          </EmptyState>
        )}
        {query.isPending && <Loading text="Loading the task…" />}
        {task && <TargetCards task={task} />}
        {task && target && type && showsProfile && (
          <ProfileSection task={task} target={target} type={type} actions={actions} />
        )}
      </div>
    </PluginPage>
  );
}
