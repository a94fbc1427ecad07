import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Alert, useStyles2 } from '@grafana/ui';
import { FormProvider } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { newTaskUrl, tasksUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { useNewTaskPage } from '../domain/use-new-task-page';
import { NewTaskForm } from './NewTaskForm';
import { PlanPanel } from './PlanPanel';
import { TemplatePicker } from './TemplatePicker';

export default function NewTaskPage() {
  const styles = useStyles2(getStyles);
  const { data, actions } = useNewTaskPage();
  const { methods, form, plan, create, copied, template, presetProblem, reason } = data;
  return (
    <PluginPage
      pageNav={{
        text: t('new-task.page.title', 'New task'),
        url: newTaskUrl(),
        parentItem: { text: t('new-task.page.parent', 'Tasks'), url: tasksUrl() },
      }}
      subTitle={t('new-task.page.subtitle', 'Say which processes and what to look at. The plan shows what that means.')}
    >
      <div data-testid={testIds.newTask.page}>
        {reason && <Alert severity="info" title={reason} />}
        {presetProblem && (
          <Alert
            severity="warning"
            title={t('new-task.page.bad-link', 'The link that led here could not be used whole')}
          >
            {t('new-task.page.bad-selector', 'Its selector {{problem}}.', { problem: presetProblem })}
          </Alert>
        )}
        {copied.isError && (
          <ProblemAlert
            error={copied.error}
            what={t('new-task.page.not-copied', 'The task to repeat could not be loaded')}
            onRetry={() => void copied.refetch()}
          />
        )}
        {copied.isLoading ? (
          <Loading text={t('new-task.page.copying', 'Loading the task to repeat…')} />
        ) : (
          <FormProvider {...methods}>
            <TemplatePicker chosen={template} onChoose={actions.chooseTemplate} />
            <div className={styles.columns}>
              <div>
                {create.error && (
                  <ProblemAlert
                    error={create.error}
                    what={
                      form.start === 'repeat'
                        ? t('new-task.page.no-schedule', 'The schedule was not created')
                        : t('new-task.page.no-task', 'The task was not created')
                    }
                  />
                )}
                <NewTaskForm data={data} actions={actions} />
              </div>
              <PlanPanel form={form} plan={plan} conflicts={data.conflicts} mayPlan={reason === undefined} />
            </div>
          </FormProvider>
        )}
      </div>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 6fr)',
    gap: theme.spacing(4),
    alignItems: 'start',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
});
