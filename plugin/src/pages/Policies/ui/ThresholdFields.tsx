import React from 'react';
import { Field, RadioButtonGroup } from '@grafana/ui';
import { THRESHOLD_MAX } from '@meshprof/contracts';
import { Controller, useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { type PolicyForm, unitOfForm } from '../domain/policy-form';
import { FieldRow } from './FieldRow';
import { NumberField } from './NumberField';

export function ThresholdFields({ form }: { form: PolicyForm }) {
  const { control } = useFormContext<PolicyForm>();
  return (
    <FieldRow>
      <Field label={t('policies.form.op', 'Fires when the value is')} noMargin>
        <Controller
          name="op"
          control={control}
          render={({ field: { ref: _ref, ...field } }) => (
            <RadioButtonGroup
              {...field}
              id="policy-op"
              aria-label={t('policies.form.op', 'Fires when the value is')}
              options={[
                { value: '>' as const, label: t('policies.form.above', 'above') },
                { value: '<' as const, label: t('policies.form.below', 'below') },
              ]}
            />
          )}
        />
      </Field>
      <NumberField
        name="threshold"
        label={t('policies.form.threshold', 'Threshold')}
        unit={unitOfForm(form)}
        min={-THRESHOLD_MAX}
        max={THRESHOLD_MAX}
      />
    </FieldRow>
  );
}
