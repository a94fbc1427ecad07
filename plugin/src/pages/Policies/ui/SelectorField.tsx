import React from 'react';
import { Button, Field, Input, Stack } from '@grafana/ui';
import { useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { PolicyForm } from '../domain/policy-form';
import { readable } from '../domain/policy-request';
import { useSelectorSuggestions } from '../domain/use-selector-suggestions';

export function SelectorField({ form }: { form: PolicyForm }) {
  const { register, formState, setValue } = useFormContext<PolicyForm>();
  const error = formState.errors.selector;
  const suggestions = useSelectorSuggestions(form.selector);
  const isOptional = form.kind === 'trigger' && form.source === 'prometheus';
  return (
    <div>
      <Field
        label={t('policies.form.selector', 'Processes')}
        description={
          isOptional
            ? t('policies.form.selector-query', 'What all processes have in common, beside what the series name.')
            : t('policies.form.selector-about', 'label="value" with commas between; =~ takes a regular expression.')
        }
        invalid={error !== undefined}
        error={error?.message}
        required={!isOptional}
        noMargin
      >
        <Input
          id="policy-selector"
          placeholder={'role="envoy-sidecar", namespace=~"shop-.*"'}
          spellCheck={false}
          autoComplete="off"
          data-testid={testIds.policyForm.field('selector')}
          {...register('selector', { validate: readable('selector') })}
        />
      </Field>
      {suggestions.length > 0 && (
        <Stack direction="row" gap={0.5} wrap="wrap" alignItems="center">
          {suggestions.map(({ text, count }) => (
            <Button
              key={text}
              type="button"
              size="sm"
              fill="outline"
              variant="secondary"
              onClick={() => setValue('selector', text, { shouldValidate: true, shouldDirty: true })}
              tooltip={t('policies.form.selector-count', 'Matches {{count}} processes that can be profiled', { count })}
            >
              {text}
            </Button>
          ))}
        </Stack>
      )}
    </div>
  );
}
