import React from 'react';
import { Field, RadioButtonGroup, Text } from '@grafana/ui';
import {
  DURATION_MAX_MS,
  DURATION_MIN_MS,
  FREQUENCY_MAX_HZ,
  RECORDER_LIMITS,
  TRIGGER_LIMITS,
} from '@meshprof/contracts';
import { Controller, useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { useControllerSetup } from '@shared/domain/use-controller-setup';
import { MINUTE_MS, type PolicyForm, rangeOf, SECOND_MS } from '../domain/policy-form';
import { FieldRow } from './FieldRow';
import { NodeConditionFields } from './NodeConditionFields';
import { NumberField } from './NumberField';
import { PrometheusConditionFields } from './PrometheusConditionFields';
import { ThresholdFields } from './ThresholdFields';

export function TriggerFields({ form }: { form: PolicyForm }) {
  const { control, formState } = useFormContext<PolicyForm>();
  const setup = useControllerSetup();
  const lacksPrometheus = setup.data?.prometheus === false;
  const error = formState.errors.source;
  return (
    <>
      <Field
        label={t('policies.form.source', 'Measured by')}
        description={
          lacksPrometheus
            ? t(
                'policies.form.no-prometheus',
                'This controller has no Prometheus to ask: set prometheusUrl (MESHPROF_PROMETHEUS_URL) of the controller.'
              )
            : undefined
        }
        invalid={error !== undefined}
        error={error?.message}
        noMargin
      >
        <Controller
          name="source"
          control={control}
          render={({ field: { ref: _ref, ...field } }) => (
            <RadioButtonGroup
              {...field}
              id="policy-source"
              aria-label={t('policies.form.source', 'Measured by')}
              options={[
                { value: 'node' as const, label: t('policies.form.source-node', 'The agents') },
                { value: 'prometheus' as const, label: t('policies.form.source-query', 'A Prometheus query') },
              ]}
              disabledOptions={lacksPrometheus && form.source === 'node' ? ['prometheus'] : []}
            />
          )}
        />
      </Field>
      {form.source === 'node' ? <NodeConditionFields form={form} /> : <PrometheusConditionFields />}
      <ThresholdFields form={form} />
      <FieldRow>
        <NumberField
          name="count"
          label={t('policies.form.count', 'Looks beyond it')}
          whole
          {...rangeOf(TRIGGER_LIMITS.count)}
        />
        <NumberField
          name="periodSeconds"
          label={t('policies.form.period', 'Within')}
          unit={t('policies.form.seconds', 'seconds')}
          {...rangeOf(TRIGGER_LIMITS.periodMs, SECOND_MS)}
        />
      </FieldRow>
      <Text element="h3" variant="h5">
        {t('policies.form.task', 'Its tasks')}
      </Text>
      <FieldRow>
        <NumberField
          name="taskDurationSeconds"
          label={t('policies.form.task-duration', 'Duration')}
          unit={t('policies.form.seconds', 'seconds')}
          min={DURATION_MIN_MS / SECOND_MS}
          max={DURATION_MAX_MS / SECOND_MS}
        />
        <NumberField
          name="taskFrequencyHz"
          label={t('policies.form.frequency', 'Frequency')}
          unit="Hz"
          whole
          min={1}
          max={FREQUENCY_MAX_HZ}
        />
        <NumberField
          name="beforeSeconds"
          label={t('policies.form.before', 'Also from before')}
          description={t('policies.form.before-about', 'Where a flight recorder holds it.')}
          unit={t('policies.form.seconds', 'seconds')}
          min={0}
          max={RECORDER_LIMITS.keepMs.max / SECOND_MS}
        />
        <NumberField
          name="coolDownMinutes"
          label={t('policies.form.cool-down', 'Cool-down')}
          description={t('policies.form.cool-down-about', 'Until the same process gets another.')}
          unit={t('policies.form.minutes', 'minutes')}
          {...rangeOf(TRIGGER_LIMITS.coolDownMs, MINUTE_MS)}
        />
        <NumberField
          name="maxConcurrentTasks"
          label={t('policies.form.max-tasks', 'At the same time')}
          unit={t('policies.form.tasks', 'tasks')}
          whole
          {...rangeOf(TRIGGER_LIMITS.maxConcurrentTasks)}
        />
      </FieldRow>
    </>
  );
}
