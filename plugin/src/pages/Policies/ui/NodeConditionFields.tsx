import React from 'react';
import { Combobox, Field } from '@grafana/ui';
import { NODE_METRIC_IDS } from '@meshprof/contracts';
import { Controller, useFormContext } from 'react-hook-form';
import { metricText } from '@shared/domain/contract-texts/metric-text';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { PolicyForm } from '../domain/policy-form';

export function NodeConditionFields({ form }: { form: PolicyForm }) {
  const { control, formState } = useFormContext<PolicyForm>();
  const error = formState.errors.metric;
  return (
    <Field
      label={t('policies.form.metric', 'Metric')}
      description={metricText(form.metric).meaning}
      invalid={error !== undefined}
      error={error?.message}
      htmlFor="policy-metric"
      noMargin
    >
      <Controller
        name="metric"
        control={control}
        render={({ field: { value, onChange } }) => (
          <Combobox
            id="policy-metric"
            value={value}
            onChange={(option) => onChange(option.value)}
            options={NODE_METRIC_IDS.map((id) => {
              const { title, meaning } = metricText(id);
              return { value: id, label: title, description: meaning };
            })}
            data-testid={testIds.policyForm.field('metric')}
          />
        )}
      />
    </Field>
  );
}
