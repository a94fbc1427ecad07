import React from 'react';
import { Field, FieldSet, Input, SecretInput } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { type FieldProps, INPUT_STYLE } from './field-props';

const ids = testIds.configuration;

export function ControllerFields({
  form,
  problems,
  onChange,
  onResetSecret,
}: FieldProps & { onResetSecret: () => void }) {
  return (
    <FieldSet label={t('configuration.controller.legend', 'Controller')}>
      <Field
        label={t('configuration.controller.url', 'URL')}
        description={t(
          'configuration.controller.url-description',
          'Where Grafana’s server reaches the Meshprof controller.'
        )}
        error={problems.controllerUrl}
        invalid={problems.controllerUrl !== undefined}
        style={INPUT_STYLE}
      >
        <Input
          id="controller-url"
          value={form.controllerUrl}
          placeholder="http://meshprof-controller:8686"
          onChange={(event) => onChange({ controllerUrl: event.currentTarget.value.trim() })}
          data-testid={ids.controllerUrl}
        />
      </Field>
      <Field
        label={t('configuration.controller.secret', 'Secret')}
        description={t(
          'configuration.controller.secret-description',
          'Shared by Grafana and the controller; browsers never see it.'
        )}
        error={problems.secret}
        invalid={problems.secret !== undefined}
        style={INPUT_STYLE}
      >
        <SecretInput
          id="controller-secret"
          value={form.secret}
          isConfigured={form.isSecretSet}
          autoComplete="off"
          onChange={(event) => onChange({ secret: event.currentTarget.value })}
          onReset={onResetSecret}
          data-testid={ids.secret}
        />
      </Field>
    </FieldSet>
  );
}
