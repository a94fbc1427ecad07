import React from 'react';
import { Field, Input } from '@grafana/ui';
import { useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { PolicyForm } from '../domain/policy-form';

type NumberName = { [Name in keyof PolicyForm]: PolicyForm[Name] extends number ? Name : never }[keyof PolicyForm];

interface Props {
  name: NumberName;
  label: string;
  description?: string;
  unit?: string;
  min: number;
  max: number;
  whole?: boolean;
}

export function NumberField({ name, label, description, unit, min, max, whole = false }: Props) {
  const { register, formState } = useFormContext<PolicyForm>();
  const error = formState.errors[name];
  const message = whole
    ? t('policies.form.whole-range', 'A whole number from {{min}} to {{max}}', { min, max })
    : t('policies.form.range', 'A number from {{min}} to {{max}}', { min, max });
  const rules = {
    valueAsNumber: true,
    required: message,
    min: { value: min, message },
    max: { value: max, message },
    validate: (value: unknown) => (whole ? Number.isInteger(value) : Number.isFinite(value)) || message,
  };
  return (
    <Field label={label} description={description} invalid={error !== undefined} error={error?.message} noMargin>
      <Input
        id={`policy-${name}`}
        type="number"
        step="any"
        suffix={unit}
        data-testid={testIds.policyForm.field(name)}
        {...register(name, rules)}
      />
    </Field>
  );
}
