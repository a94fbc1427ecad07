import React, { type FormEvent } from 'react';
import type { AppPluginMeta, PluginConfigPageProps } from '@grafana/data';
import { config } from '@grafana/runtime';
import { Button, Stack } from '@grafana/ui';
import type { AppSettings } from '@shared/domain/app-settings';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { useConfiguration } from '../domain/use-configuration';
import { ConnectionReport } from './ConnectionReport';
import { ControllerFields } from './ControllerFields';
import { DataSourceFields } from './DataSourceFields';
import { DefaultsFields } from './DefaultsFields';

export type ConfigurationPageProps = PluginConfigPageProps<AppPluginMeta<AppSettings>>;

const ids = testIds.configuration;

export default function ConfigurationPage({ plugin }: ConfigurationPageProps) {
  // Who may save is Grafana's own rule about plugin settings, no action of this app.
  const { orgRole, isGrafanaAdmin } = config.bootData.user;
  if (orgRole !== 'Admin' && !isGrafanaAdmin) {
    return (
      <EmptyState icon="lock" title={t('configuration.no-admin.title', 'Only administrators configure the app')}>
        {t(
          'configuration.no-admin.text',
          'Ask an administrator of this organization if the controller or a data source has to change.'
        )}
      </EmptyState>
    );
  }
  return <ConfigurationForm meta={plugin.meta} />;
}

function ConfigurationForm({ meta }: { meta: AppPluginMeta<AppSettings> }) {
  const { data, actions } = useConfiguration(meta);
  const { form, isChanged, problems, saving, testing } = data;
  const [firstProblem] = Object.values(problems);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    actions.save();
  };
  const fields = { form, problems: isChanged ? problems : {}, onChange: actions.change };
  const isBusy = testing.kind === 'busy';

  return (
    <form onSubmit={onSubmit} data-testid={ids.form}>
      <ControllerFields {...fields} onResetSecret={actions.resetSecret} />
      <DataSourceFields {...fields} />
      <DefaultsFields {...fields} />
      {saving.kind === 'failed' && (
        <ProblemAlert error={saving.error} what={t('configuration.not-saved', 'The settings were not saved')} />
      )}
      <Stack direction="row" gap={1} wrap="wrap">
        <Button
          type="submit"
          disabled={!isChanged || firstProblem !== undefined || saving.kind === 'busy'}
          tooltip={isChanged ? firstProblem : t('configuration.nothing-changed', 'Nothing has changed.')}
          data-testid={ids.save}
        >
          {t('configuration.save', 'Save')}
        </Button>
        <Button
          type="button"
          variant="secondary"
          icon={isBusy ? 'spinner' : undefined}
          disabled={isChanged || isBusy}
          tooltip={
            isChanged ? t('configuration.save-first', 'The test uses the saved settings: save first.') : undefined
          }
          onClick={actions.test}
          data-testid={ids.test}
        >
          {isBusy ? t('configuration.testing', 'Testing…') : t('configuration.test-button', 'Test connection')}
        </Button>
      </Stack>
      <div data-testid={ids.testResult} aria-live="polite">
        {testing.kind === 'done' && <ConnectionReport findings={testing.findings} />}
      </div>
    </form>
  );
}
