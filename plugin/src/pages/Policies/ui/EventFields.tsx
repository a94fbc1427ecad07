import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, Stack, Text, useStyles2 } from '@grafana/ui';
import { Controller, useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { PolicyForm } from '../domain/policy-form';
import { eventsOf } from '../domain/policy-request';

export function EventFields({ form }: { form: PolicyForm }) {
  const styles = useStyles2(getStyles);
  const { control, formState } = useFormContext<PolicyForm>();
  const choices = [
    { name: 'onCpu', label: t('policies.form.on-cpu', 'On CPU') },
    { name: 'offCpu', label: t('policies.form.off-cpu', 'Off CPU') },
    { name: 'pageFaults', label: t('policies.form.page-faults', 'Page faults') },
  ] as const;
  const problem =
    eventsOf(form).length === 0 ? t('policies.form.no-event', 'Choose at least one.') : formState.errors.onCpu?.message;
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('policies.form.events', 'What to sample')}</legend>
      <Stack direction="row" gap={3} wrap="wrap">
        {choices.map(({ name, label }) => (
          <Controller
            key={name}
            name={name}
            control={control}
            render={({ field: { ref, value, ...field } }) => (
              <Checkbox {...field} ref={ref} value={value} label={label} data-testid={testIds.policyForm.field(name)} />
            )}
          />
        ))}
      </Stack>
      {problem && (
        <Text color="error" variant="bodySmall" element="p">
          {problem}
        </Text>
      )}
    </fieldset>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  group: css({ border: 0, margin: 0, padding: 0, minWidth: 0 }),
  legend: css({
    ...theme.typography.bodySmall,
    fontWeight: theme.typography.fontWeightMedium,
    marginBottom: theme.spacing(1),
    border: 0,
  }),
});
