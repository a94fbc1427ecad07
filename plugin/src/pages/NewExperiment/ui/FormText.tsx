import React from 'react';
import { Field, Input, TextArea } from '@grafana/ui';
import { type FieldPathByValue, get, type RegisterOptions, useFormContext } from 'react-hook-form';
import { testIds } from '../../../test-ids';
import type { ExperimentForm } from '../domain/experiment-form';

export type TextName = FieldPathByValue<ExperimentForm, string>;

interface Props {
  name: TextName;
  label: string;
  description?: string;
  placeholder?: string;
  maxLength?: number;
  /** Lines; one if absent. */
  rows?: number;
  rules?: RegisterOptions<ExperimentForm, TextName>;
}

export function FormText({ name, label, description, rows, rules, ...rest }: Props) {
  const { register, formState } = useFormContext<ExperimentForm>();
  const error = get(formState.errors, name) as { message?: string } | undefined;
  const common = { id: `experiment-${name}`, 'data-testid': testIds.newExperiment.field(name), ...rest };
  return (
    <Field label={label} description={description} invalid={error !== undefined} error={error?.message} noMargin>
      {rows === undefined ? (
        <Input {...common} {...register(name, rules)} />
      ) : (
        <TextArea {...common} rows={rows} {...register(name, rules)} />
      )}
    </Field>
  );
}
