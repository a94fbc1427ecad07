import React, { useEffect, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, useStyles2 } from '@grafana/ui';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { problemOfError } from '@shared/infrastructure/problem-of-error';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import type { PolicyForm } from '../domain/policy-form';
import { splitFieldErrors } from '../domain/policy-field-errors';
import { policyRequest } from '../domain/policy-request';
import type { usePolicyEditor } from '../domain/use-policy-editor';
import { PolicyFormFields } from './PolicyFormFields';
import { PreviewPane } from './PreviewPane';

interface Props {
  policyId: string | undefined;
  editor: ReturnType<typeof usePolicyEditor>;
}

/** The form, and beside it what it would do. */
export function PolicyEditor({ policyId, editor: { data, actions } }: Props) {
  const styles = useStyles2(getStyles);
  const { start, save } = data;
  const methods = useForm<PolicyForm>({ defaultValues: start, mode: 'onTouched' });
  const { control, getValues, setError } = methods;
  const form = { ...start, ...useWatch({ control }) };
  const request = policyRequest(form);
  const { error } = save;

  const refused = useMemo(
    () => (error === null ? undefined : splitFieldErrors(problemOfError(error), getValues())),
    [error, getValues]
  );
  useEffect(() => {
    for (const [field, message] of Object.entries(refused?.fields ?? {})) {
      setError(field as keyof PolicyForm, { type: 'server', message });
    }
  }, [refused, setError]);

  const submit = (send: typeof actions.save) => (values: PolicyForm) => {
    const read = policyRequest(values);
    if (read.ok) {
      send(read.policy);
    }
  };

  return (
    <FormProvider {...methods}>
      {error !== null && (
        <ProblemAlert
          error={error}
          what={t('policies.editor.not-saved', 'The policy was not saved')}
          fieldErrors={refused?.others}
        />
      )}
      {save.data?.outcome === 'changed-meanwhile' && (
        <Alert
          severity="warning"
          title={t('policies.editor.changed', '{{who}} changed this policy while you did', {
            who: save.data.policy.updatedBy,
          })}
          action={
            <Button
              variant="secondary"
              onClick={(event) => void methods.handleSubmit(submit(actions.saveAnyway))(event)}
            >
              {t('policies.editor.save-anyway', 'Save mine anyway')}
            </Button>
          }
        >
          {t('policies.editor.changed-detail', 'Nothing was saved. Reload the page to see the other change.')}
        </Alert>
      )}
      <div className={styles.columns}>
        <PolicyFormFields
          form={form}
          policyId={policyId}
          isSaving={save.isPending}
          onSubmit={(event) => void methods.handleSubmit(submit(actions.save))(event)}
        />
        <PreviewPane form={form} request={request} />
      </div>
    </FormProvider>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 560px) minmax(0, 1fr)',
    gap: theme.spacing(4),
    alignItems: 'start',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
});
