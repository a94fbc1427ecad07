import React, { type FormEventHandler } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, Field, Input, LinkButton, RadioButtonGroup, Stack, Text, useStyles2 } from '@grafana/ui';
import { POLICY_KINDS, POLICY_NAME_MAX_LENGTH } from '@meshprof/contracts';
import { Controller, useFormContext } from 'react-hook-form';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { policiesUrl, policyUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { lookOfKind } from '../domain/describe-policy';
import type { PolicyForm } from '../domain/policy-form';
import { EventFields } from './EventFields';
import { SelectorField } from './SelectorField';
import { StandingFields } from './StandingFields';
import { TriggerFields } from './TriggerFields';

interface Props {
  form: PolicyForm;
  policyId: string | undefined;
  isSaving: boolean;
  onSubmit: FormEventHandler;
}

export function PolicyFormFields({ form, policyId, isSaving, onSubmit }: Props) {
  const styles = useStyles2(getStyles);
  const { control, register, formState } = useFormContext<PolicyForm>();
  const ids = testIds.policyForm;
  const reason = reasonNotToOperate();
  return (
    <form onSubmit={onSubmit} data-testid={ids.form} className={styles.form} noValidate>
      <Field label={t('policies.form.kind', 'Kind')} description={lookOfKind(form.kind).about} noMargin>
        <Controller
          name="kind"
          control={control}
          render={({ field: { ref: _ref, ...field } }) => (
            <RadioButtonGroup
              {...field}
              id="policy-kind"
              aria-label={t('policies.form.kind', 'Kind')}
              options={POLICY_KINDS.map((kind) => ({
                value: kind,
                label: lookOfKind(kind).title,
              }))}
            />
          )}
        />
      </Field>
      <Field
        label={t('policies.form.name', 'Name')}
        invalid={formState.errors.name !== undefined}
        error={formState.errors.name?.message}
        required
        noMargin
      >
        <Input
          id="policy-name"
          maxLength={POLICY_NAME_MAX_LENGTH}
          placeholder={t('policies.form.name-example', 'Gateways, all day')}
          data-testid={ids.field('name')}
          {...register('name', {
            validate: (name) => name.trim() !== '' || t('policies.form.no-name', 'Give it a name to find it by.'),
          })}
        />
      </Field>
      <SelectorField form={form} />
      {form.kind === 'trigger' ? <TriggerFields form={form} /> : <StandingFields kind={form.kind} />}
      <EventFields form={form} />
      <div>
        <Controller
          name="enabled"
          control={control}
          render={({ field: { ref, value, ...field } }) => (
            <Checkbox
              {...field}
              ref={ref}
              value={value}
              label={t('policies.form.enabled', 'Enabled')}
              description={t('policies.form.enabled-about', 'A disabled policy rests; tasks that it started go on.')}
              data-testid={ids.field('enabled')}
            />
          )}
        />
      </div>
      {reason && (
        <Text color="secondary" variant="bodySmall" element="p">
          {reason}
        </Text>
      )}
      <Stack direction="row" gap={1}>
        <Button
          type="submit"
          icon="save"
          disabled={isSaving || reason !== undefined}
          tooltip={reason}
          data-testid={ids.submit}
        >
          {submitText(policyId, isSaving)}
        </Button>
        <LinkButton
          variant="secondary"
          href={policyId === undefined ? policiesUrl() : policyUrl(policyId)}
          data-testid={ids.cancel}
        >
          {t('policies.form.cancel', 'Cancel')}
        </LinkButton>
      </Stack>
    </form>
  );
}

function submitText(policyId: string | undefined, isSaving: boolean): string {
  if (isSaving) {
    return t('policies.form.saving', 'Saving…');
  }
  return policyId === undefined ? t('policies.form.create', 'Create policy') : t('policies.form.save', 'Save policy');
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2.5), minWidth: 0 }),
});
