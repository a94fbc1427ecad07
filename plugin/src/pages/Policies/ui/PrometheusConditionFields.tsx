import React from 'react';
import { Field, Input, TextArea } from '@grafana/ui';
import { TRIGGER_LIMITS } from '@meshprof/contracts';
import { useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { type PolicyForm, rangeOf, SECOND_MS } from '../domain/policy-form';
import { readable } from '../domain/policy-request';
import { NumberField } from './NumberField';

export function PrometheusConditionFields() {
  const { register, formState } = useFormContext<PolicyForm>();
  const { query, selectorFrom } = formState.errors;
  const ids = testIds.policyForm;
  return (
    <>
      <Field
        label={t('policies.form.query', 'Query')}
        description={t('policies.form.query-about', 'PromQL. Each series of the result is watched by itself.')}
        invalid={query !== undefined}
        error={query?.message}
        required
        noMargin
      >
        <TextArea
          id="policy-query"
          rows={3}
          spellCheck={false}
          placeholder='sum by (pod) (rate(istio_requests_total{response_code=~"5.."}[1m]))'
          data-testid={ids.field('query')}
          {...register('query', { validate: readable('query') })}
        />
      </Field>
      <Field
        label={t('policies.form.selector-from', 'Labels that name the processes')}
        description={t(
          'policies.form.selector-from-about',
          'label=label of the series, with commas between; alone where both have the same name.'
        )}
        invalid={selectorFrom !== undefined}
        error={selectorFrom?.message}
        noMargin
      >
        <Input
          id="policy-selector-from"
          placeholder="pod, namespace, service.name=destination_service_name"
          spellCheck={false}
          data-testid={ids.field('selectorFrom')}
          {...register('selectorFrom', { validate: readable('selectorFrom') })}
        />
      </Field>
      <NumberField
        name="everySeconds"
        label={t('policies.form.every', 'Ask every')}
        unit={t('policies.form.seconds', 'seconds')}
        {...rangeOf(TRIGGER_LIMITS.everyMs, SECOND_MS)}
      />
    </>
  );
}
