import React from 'react';
import { Field, Input } from '@grafana/ui';
import { useFormContext } from 'react-hook-form';
import { t } from '../../domain/t';
import type { TaskForm } from '../../domain/task-form/task-form';

/** Fields of the form that hold a number. */
type NumberName = { [Name in keyof TaskForm]: TaskForm[Name] extends number ? Name : never }[keyof TaskForm];

interface Props {
  name: NumberName;
  label: string;
  description?: string;
  unit: string;
  limits: { min: number; max: number };
  /** May be left empty; the placeholder then says what applies. */
  placeholder?: string;
  wholeNumbers?: boolean;
  disabled?: boolean;
  'data-testid'?: string;
}

export function NumberField({ name, label, description, unit, limits, placeholder, disabled, ...rest }: Props) {
  const { register, formState } = useFormContext<TaskForm>();
  const { min, max } = limits;
  const step = rest.wholeNumbers ? 1 : 'any';
  const message = rest.wholeNumbers
    ? t('task-form.number.whole', 'A whole number from {{min}} to {{max}} {{unit}}', { min, max, unit })
    : t('task-form.number.any', 'A number from {{min}} to {{max}} {{unit}}', { min, max, unit });
  const mayBeEmpty = placeholder !== undefined;
  const error = formState.errors[name];
  return (
    <Field
      label={label}
      description={description}
      invalid={Boolean(error)}
      error={error?.message}
      disabled={disabled}
      noMargin
    >
      <Input
        id={`task-form-${name}`}
        type="number"
        step={step}
        suffix={unit}
        placeholder={placeholder}
        disabled={disabled}
        data-testid={rest['data-testid']}
        {...register(name, {
          valueAsNumber: true,
          validate: (value) => {
            if (Number.isNaN(value)) {
              return mayBeEmpty || message;
            }
            const isWhole = !rest.wholeNumbers || Number.isInteger(value);
            return (value >= min && value <= max && isWhole) || message;
          },
        })}
      />
    </Field>
  );
}
