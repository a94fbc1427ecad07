import React, { useEffect } from 'react';
import { PluginPage } from '@grafana/runtime';
import { LinkButton } from '@grafana/ui';
import { useParams } from 'react-router-dom';
import { problemOfError } from '@shared/infrastructure/problem-of-error';
import { titleOfTask } from '@shared/domain/describe-task';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { QueryProblem } from '@shared/ui/QueryProblem';
import { preloadGraph } from '@shared/ui/profile-view/LazyProfileGraph';
import { tasksUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { useTaskActions } from '../domain/use-task-actions';
import { useTaskPage } from '../domain/use-task-page';
import { CancelButton } from './CancelButton';
import { CauseCard } from './CauseCard';
import { LeftOutList } from './LeftOutList';
import { ProfileSection } from './ProfileSection';
import { TargetCards } from './TargetCards';
import { TaskActions } from './TaskActions';
import { TaskDetails } from './TaskDetails';
import { taskInfo } from './task-info';

export default function TaskPage() {
  const { taskId = '' } = useParams();
  const { data, actions } = useTaskPage(taskId);
  const ended = useTaskActions(taskId);
  const { task, query, cancel, part, type, state, chosenTarget } = data;
  useEffect(preloadGraph, []);
  const title = task ? titleOfTask(task) : t('task.page.title', 'Task');
  const isUnknown = query.isError && problemOfError(query.error).code === 'not-found';
  const failures = [
    { error: cancel.error, what: t('task.page.not-cancelled', 'The task was not cancelled') },
    { error: ended.data.rerunError, what: t('task.page.not-rerun', 'The task was not run again') },
    { error: ended.data.removeError, what: t('task.page.not-deleted', 'The task was not deleted') },
  ];

  return (
    <PluginPage
      pageNav={{
        text: title,
        url: `${tasksUrl()}/${taskId}`,
        parentItem: { text: t('task.page.parent', 'Tasks'), url: tasksUrl() },
      }}
      info={task && taskInfo(task)}
      actions={
        task && (
          <>
            <CancelButton task={task} isCancelling={cancel.isPending} onCancel={actions.cancelTask} />
            <TaskActions task={task} isBusy={ended.data.isBusy} actions={ended.actions} />
          </>
        )
      }
    >
      <div data-testid={testIds.task.page}>
        {failures.map(({ error, what }) => error && <ProblemAlert key={what} error={error} what={what} />)}
        {!isUnknown && (
          <QueryProblem query={query} shows="page" failed={t('task.page.failed', 'The task could not be loaded')} />
        )}
        {isUnknown && (
          <EmptyState
            icon="search"
            title={t('task.page.unknown', 'There is no such task')}
            action={<LinkButton href={tasksUrl()}>{t('task.page.all', 'All tasks')}</LinkButton>}
          >
            {t('task.page.unknown-text', 'It may have been deleted, or the link belongs to another controller.')}
          </EmptyState>
        )}
        {query.isPending && <Loading text={t('task.page.loading', 'Loading the task…')} />}
        {task && (
          <>
            {task.cause && <CauseCard cause={task.cause} />}
            <TargetCards task={task} />
            <LeftOutList leftOut={task.leftOut} />
            <TaskDetails task={task} />
          </>
        )}
        {task && type && (part || task.targets.length > 1) && (
          <ProfileSection
            task={task}
            type={type}
            part={part}
            chosenTarget={chosenTarget}
            state={state}
            actions={actions}
          />
        )}
      </div>
    </PluginPage>
  );
}
