import React from 'react';
import { css } from '@emotion/css';
import { Field, RadioButtonGroup } from '@grafana/ui';
import { Controller, type FieldPath, type FieldPathValue, useFormContext } from 'react-hook-form';
import type { ExperimentForm } from '../domain/experiment-form';

interface Props<Name extends FieldPath<ExperimentForm>> {
  name: Name;
  label: string;
  description?: string;
  options: ReadonlyArray<{ value: FieldPathValue<ExperimentForm, Name>; label: string }>;
}

/** One of a few. */
export function FormChoice<Name extends FieldPath<ExperimentForm>>({ name, label, description, options }: Props<Name>) {
  const { control } = useFormContext<ExperimentForm>();
  return (
    <Field label={label} description={description} noMargin>
      <Controller
        name={name}
        control={control}
        render={({ field: { ref: _ref, ...field } }) => (
          <div className={css({ maxWidth: '100%', overflowX: 'auto' })}>
            <RadioButtonGroup {...field} id={`experiment-${name}`} aria-label={label} options={[...options]} />
          </div>
        )}
      />
    </Field>
  );
}
