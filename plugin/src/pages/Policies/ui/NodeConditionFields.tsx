import React from 'react';
import { Combobox, Field } from '@grafana/ui';
import { NODE_METRIC_IDS, NODE_METRICS } from '@meshprof/contracts';
import { Controller, useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { PolicyForm } from '../domain/policy-form';

export function NodeConditionFields({ form }: { form: PolicyForm }) {
  const { control, formState } = useFormContext<PolicyForm>();
  const error = formState.errors.metric;
  return (
    <Field
      label={t('policies.form.metric', 'Metric')}
      description={NODE_METRICS[form.metric].meaning}
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
            options={NODE_METRIC_IDS.map((id) => ({
              value: id,
              label: NODE_METRICS[id].title,
              description: NODE_METRICS[id].meaning,
            }))}
            data-testid={testIds.policyForm.field('metric')}
          />
        )}
      />
    </Field>
  );
}
