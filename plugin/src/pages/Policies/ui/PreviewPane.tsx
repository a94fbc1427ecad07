import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { LoadingPlaceholder, Text, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import type { PolicyForm } from '../domain/policy-form';
import type { PolicyRequest } from '../domain/policy-request';
import { usePolicyPreview } from '../domain/use-policy-preview';
import { usePreviewSpan } from '../domain/use-preview-span';
import { PreviewCost } from './PreviewCost';
import { PreviewPast } from './PreviewPast';
import { PreviewTargets } from './PreviewTargets';

interface Props {
  form: PolicyForm;
  request: PolicyRequest;
}

/** What the form as it stands would do, and would have done. */
export function PreviewPane({ form, request }: Props) {
  const styles = useStyles2(getStyles);
  const span = usePreviewSpan(form);
  const { previewQuery, planQuery, isSettling, reasonForNone } = usePolicyPreview(request, span.overMs);
  const { data: preview } = previewQuery;
  return (
    <aside className={styles.box} aria-labelledby="policy-preview-title" data-testid={testIds.policyForm.preview}>
      <div className={styles.head}>
        <h3 id="policy-preview-title" className={styles.title}>
          {t('policies.preview.title', 'What it would do')}
        </h3>
        {(isSettling || previewQuery.isFetching) && (
          <LoadingPlaceholder text={t('policies.preview.looking', 'Looking…')} className={styles.loading} />
        )}
      </div>
      {reasonForNone && <Text color="secondary">{reasonForNone}</Text>}
      {!reasonForNone && !request.ok && !preview && (
        <Text color="secondary">
          {t(
            'policies.preview.incomplete',
            'Say which processes, and this shows who they are, what it costs and, for triggers, how often it would have fired.'
          )}
        </Text>
      )}
      {previewQuery.isError && (
        <ProblemAlert error={previewQuery.error} what={t('policies.preview.failed', 'It could not be tried out')} />
      )}
      {preview && (
        <>
          <PreviewTargets form={form} preview={preview} plan={planQuery.data} />
          {planQuery.data && <PreviewCost form={form} plan={planQuery.data} />}
          {form.kind === 'trigger' && <PreviewPast form={form} preview={preview} span={span} />}
        </>
      )}
    </aside>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    minWidth: 0,
  }),
  head: css({ display: 'flex', alignItems: 'baseline', justifyContent: 'space-between', gap: theme.spacing(2) }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  loading: css({ margin: 0 }),
});
