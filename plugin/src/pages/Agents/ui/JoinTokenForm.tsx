import React from 'react';
import { Button, Field, Input, RadioButtonGroup, Stack } from '@grafana/ui';
import { JOIN_TOKEN_MAX_USES, JOIN_TOKEN_NAME_MAX_LENGTH } from '@meshprof/contracts';
import { Controller, useForm } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import {
  DEFAULT_JOIN_TOKEN_FORM,
  EXPIRY_CHOICES_HOURS,
  isUses,
  type JoinTokenForm as Form,
} from '../domain/join-token-form';

interface Props {
  isCreating: boolean;
  onCreate: (form: Form) => void;
  onCancel: () => void;
}

export function JoinTokenForm({ isCreating, onCreate, onCancel }: Props) {
  const { register, control, handleSubmit, formState } = useForm<Form>({
    defaultValues: DEFAULT_JOIN_TOKEN_FORM,
    mode: 'onTouched',
  });
  const { name, maxUses } = formState.errors;
  return (
    <form onSubmit={(event) => void handleSubmit(onCreate)(event)} noValidate>
      <Field
        label={t('agents.join.name', 'What it is for')}
        invalid={name !== undefined}
        error={name?.message}
        required
      >
        <Input
          id="join-token-name"
          maxLength={JOIN_TOKEN_NAME_MAX_LENGTH}
          placeholder={t('agents.join.name-example', 'Rack 7')}
          data-testid={testIds.joinTokens.name}
          {...register('name', {
            validate: (text) =>
              text.trim() !== '' || t('agents.join.no-name', 'Say what it is for, to tell tokens apart.'),
          })}
        />
      </Field>
      <Field
        label={t('agents.join.expires', 'Valid for')}
        description={t('agents.join.expires-about', 'Agents that it admitted stay.')}
      >
        <Controller
          name="expiresInHours"
          control={control}
          render={({ field: { ref: _ref, ...field } }) => (
            <RadioButtonGroup
              {...field}
              id="join-token-expires"
              aria-label={t('agents.join.expires', 'Valid for')}
              options={EXPIRY_CHOICES_HOURS.map((hours) => ({ value: hours as number, label: expiryText(hours) }))}
            />
          )}
        />
      </Field>
      <Field
        label={t('agents.join.uses', 'Number of agents')}
        description={t('agents.join.uses-about', 'How many it admits; empty means any number.')}
        invalid={maxUses !== undefined}
        error={maxUses?.message}
      >
        <Input
          id="join-token-uses"
          inputMode="numeric"
          {...register('maxUses', {
            validate: (text) =>
              isUses(text) ||
              t('agents.join.bad-uses', 'A whole number from 1 to {{max}}, or nothing', { max: JOIN_TOKEN_MAX_USES }),
          })}
        />
      </Field>
      <Stack direction="row" gap={1}>
        <Button type="submit" disabled={isCreating} data-testid={testIds.joinTokens.submit}>
          {isCreating ? t('agents.join.creating', 'Creating…') : t('agents.join.create', 'Create join token')}
        </Button>
        <Button type="button" variant="secondary" onClick={onCancel}>
          {t('agents.join.cancel', 'Cancel')}
        </Button>
      </Stack>
    </form>
  );
}

function expiryText(hours: number): string {
  if (hours === 0) {
    return t('agents.join.for-ever', 'Ever');
  }
  return hours % 24 === 0
    ? t('agents.join.days', '{{count}} d', { count: hours / 24 })
    : t('agents.join.hours', '{{count}} h', { count: hours });
}
