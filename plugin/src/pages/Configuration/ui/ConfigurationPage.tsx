import React, { type FormEvent } from 'react';
import type { AppPluginMeta, PluginConfigPageProps } from '@grafana/data';
import { Alert, Button, Combobox, Field, FieldSet, Input, SecretInput, Stack } from '@grafana/ui';
import type { AppSettings } from '@shared/domain/app-settings';
import { listProfileDataSources } from '@shared/infrastructure/profile-query';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { useConfiguration } from '../domain/use-configuration';

export type ConfigurationPageProps = PluginConfigPageProps<AppPluginMeta<AppSettings>>;

const FIRST_DATA_SOURCE = { value: '', label: 'The first Pyroscope data source' };
const ids = testIds.configuration;

export default function ConfigurationPage({ plugin }: ConfigurationPageProps) {
  const { data, actions } = useConfiguration(plugin.meta);
  const { form, isChanged, problem, saving, test } = data;
  const dataSources = listProfileDataSources().map(({ uid, name }) => ({ value: uid, label: name, description: uid }));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    actions.save();
  };

  return (
    <form onSubmit={onSubmit} data-testid={ids.form}>
      <FieldSet label="Controller">
        <Field label="URL" description="Where Grafana’s server reaches the Meshprof controller.">
          <Input
            id="controller-url"
            width={60}
            value={form.controllerUrl}
            placeholder="http://meshprof-controller:8686"
            onChange={(event) => actions.change({ controllerUrl: event.currentTarget.value.trim() })}
            data-testid={ids.controllerUrl}
          />
        </Field>
        <Field label="Secret" description="Shared by Grafana and the controller; browsers never see it.">
          <SecretInput
            id="controller-secret"
            width={60}
            value={form.secret}
            isConfigured={form.isSecretSet}
            onChange={(event) => actions.change({ secret: event.currentTarget.value })}
            onReset={actions.resetSecret}
            data-testid={ids.secret}
          />
        </Field>
      </FieldSet>
      <FieldSet label="Profiles">
        <Field label="Data source" description="The Pyroscope data source that reads what the agents send.">
          <Combobox
            id="profile-data-source"
            width={60}
            options={[FIRST_DATA_SOURCE, ...dataSources]}
            value={form.dataSourceUid}
            onChange={({ value }) => actions.change({ dataSourceUid: value })}
            data-testid={ids.dataSource}
          />
        </Field>
      </FieldSet>
      {dataSources.length === 0 && (
        <Alert severity="warning" title="Grafana has no Pyroscope data source">
          Tasks work without one, but their profiles cannot be shown.
        </Alert>
      )}
      {saving.kind === 'failed' && <ProblemAlert error={saving.error} what="The settings were not saved" />}
      <Stack direction="row" gap={1}>
        <Button
          type="submit"
          disabled={!isChanged || problem !== undefined || saving.kind === 'busy'}
          tooltip={isChanged ? problem : undefined}
          data-testid={ids.save}
        >
          Save
        </Button>
        <Button
          type="button"
          variant="secondary"
          disabled={isChanged || test.kind === 'busy'}
          tooltip={isChanged ? 'The test uses the saved settings: save first.' : undefined}
          onClick={actions.test}
          data-testid={ids.test}
        >
          {test.kind === 'busy' ? 'Testing…' : 'Test connection'}
        </Button>
      </Stack>
      <div data-testid={ids.testResult} aria-live="polite">
        {test.kind === 'ok' && (
          <Alert severity="success" title="The controller answers and accepts the secret" topSpacing={2} />
        )}
        {test.kind === 'failed' && <ProblemAlert error={test.error} what="The controller was not reached" />}
      </div>
    </form>
  );
}
