import React from 'react';
import { Field, Input } from '@grafana/ui';
import { type FieldPathByValue, get, useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { ExperimentForm } from '../domain/experiment-form';

interface Props {
  name: FieldPathByValue<ExperimentForm, number>;
  label: string;
  description?: string;
  unit?: string;
  limits: { min: number; max: number };
  /** May be left empty; the placeholder then says what applies. */
  placeholder?: string;
  whole?: boolean;
}

export function FormNumber({ name, label, description, unit = '', limits, placeholder, whole = false }: Props) {
  const { register, formState } = useFormContext<ExperimentForm>();
  const { min, max } = limits;
  const error = get(formState.errors, name) as { message?: string } | undefined;
  const message = whole
    ? t('new-experiment.number.whole', 'A whole number from {{min}} to {{max}} {{unit}}', { min, max, unit })
    : t('new-experiment.number.any', 'A number from {{min}} to {{max}} {{unit}}', { min, max, unit });
  const isRight = (value: number) =>
    Number.isNaN(value)
      ? placeholder !== undefined
      : value >= min && value <= max && (!whole || Number.isInteger(value));
  return (
    <Field label={label} description={description} invalid={error !== undefined} error={error?.message} noMargin>
      <Input
        id={`experiment-${name}`}
        type="number"
        step={whole ? 1 : 'any'}
        suffix={unit}
        placeholder={placeholder}
        data-testid={testIds.newExperiment.field(name)}
        {...register(name, { valueAsNumber: true, validate: (value) => isRight(value) || message })}
      />
    </Field>
  );
}
