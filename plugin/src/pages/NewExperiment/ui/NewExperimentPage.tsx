import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Alert, useStyles2 } from '@grafana/ui';
import { FormProvider } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { experimentsUrl, newExperimentUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { useNewExperimentPage } from '../domain/use-new-experiment-page';
import { NewExperimentForm } from './NewExperimentForm';
import { PlanPanel } from './PlanPanel';
import { TemplatePicker } from './TemplatePicker';

export default function NewExperimentPage() {
  const styles = useStyles2(getStyles);
  const { data, actions } = useNewExperimentPage();
  const { methods, create, copied, template, reason, refused } = data;
  return (
    <PluginPage
      pageNav={{
        text: t('new-experiment.page.title', 'New experiment'),
        url: newExperimentUrl(),
        parentItem: { text: t('new-experiment.page.parent', 'Experiments'), url: experimentsUrl() },
      }}
      subTitle={t(
        'new-experiment.page.subtitle',
        'Say which settings take turns on which proxy. The plan shows the order, how long it takes and what it could find.'
      )}
    >
      <div data-testid={testIds.newExperiment.page}>
        {reason && <Alert severity="info" title={reason} />}
        {copied.isError && (
          <ProblemAlert
            error={copied.error}
            what={t('new-experiment.page.not-copied', 'The experiment to begin with could not be loaded')}
            onRetry={() => void copied.refetch()}
          />
        )}
        {copied.isLoading ? (
          <Loading text={t('new-experiment.page.copying', 'Loading the experiment to begin with…')} />
        ) : (
          <FormProvider {...methods}>
            <TemplatePicker chosen={template} onChoose={actions.chooseTemplate} />
            <div className={styles.columns}>
              <div>
                {create.error && (
                  <ProblemAlert
                    error={create.error}
                    what={t('new-experiment.page.not-created', 'The experiment was not created')}
                    fieldErrors={refused}
                  />
                )}
                <NewExperimentForm data={data} actions={actions} />
              </div>
              <PlanPanel data={data} />
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
    gridTemplateColumns: 'minmax(0, 6fr) minmax(0, 5fr)',
    gap: theme.spacing(4),
    alignItems: 'start',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
});
