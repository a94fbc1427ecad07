import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, Text, useStyles2 } from '@grafana/ui';
import type { PolicyPreview } from '@meshprof/contracts';
import { formatCount, formatDuration, formatMeasured } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { type PolicyForm, unitOfForm } from '../domain/policy-form';
import { previewChart } from '../domain/preview-chart';
import type { PreviewSpan } from '../domain/use-preview-span';
import { PreviewChart } from './PreviewChart';
import { PreviewedFirings } from './PreviewedFirings';

interface Props {
  form: PolicyForm;
  preview: PolicyPreview;
  span: PreviewSpan;
}

/** When the trigger would have fired. */
export function PreviewPast({ form, preview, span }: Props) {
  const styles = useStyles2(getStyles);
  const unit = unitOfForm(form);
  const chart = previewChart(preview, { threshold: form.threshold, op: form.op, overMs: span.overMs });
  const reachesMs = Date.parse(preview.to) - Date.parse(preview.from);
  return (
    <section className={styles.box} aria-labelledby="policy-past-title">
      <div className={styles.head}>
        <h4 id="policy-past-title" className={styles.title}>
          {t('policies.past.title', 'What it would have done')}
        </h4>
        {span.choices.length > 1 && (
          <RadioButtonGroup
            size="sm"
            options={span.choices.map((hours) => ({
              value: hours,
              label: t('policies.past.hours', '{{hours}} h', { hours }),
            }))}
            value={span.hours}
            onChange={span.setHours}
            aria-label={t('policies.past.span', 'How far to look back')}
          />
        )}
      </div>
      <Text weight="medium">{verdictOf(preview, reachesMs)}</Text>
      {chart ? (
        <PreviewChart chart={chart} firings={preview.firings} unit={unit} />
      ) : (
        <Text color="secondary">{t('policies.past.nothing', 'Nothing was measured in this time.')}</Text>
      )}
      {preview.highest !== undefined && preview.lowest !== undefined && (
        <Text variant="bodySmall" color="secondary">
          {t('policies.past.seen', 'Values were from {{lowest}} to {{highest}}. Looked at: {{count}}.', {
            count: formatCount(preview.measured),
            lowest: formatMeasured(preview.lowest, unit),
            highest: formatMeasured(preview.highest, unit),
          })}
        </Text>
      )}
      {preview.notes.map((note) => (
        <Text key={note} variant="bodySmall" color="secondary">
          {note}
        </Text>
      ))}
      <PreviewedFirings firings={preview.firings} op={form.op} unit={unit} />
      <Text variant="bodySmall" color="secondary">
        {t('policies.past.as-of', 'As of {{time}}', { time: dateTimeFormat(preview.to) })}
      </Text>
    </section>
  );
}

function verdictOf({ tasks, held, refused }: PolicyPreview, reachesMs: number): string {
  if (reachesMs < 1000) {
    return t('policies.past.no-memory', 'There is no past to look at yet');
  }
  const span = formatDuration(Math.round(reachesMs / 1000) * 1000);
  const counts = { tasks: formatCount(tasks), held: formatCount(held), refused: formatCount(refused), span };
  if (tasks + held + refused === 0) {
    return t('policies.past.never', 'It would not have fired in the last {{span}}', counts);
  }
  return refused > 0
    ? t(
        'policies.past.verdict-refused',
        'Tasks in the last {{span}}: {{tasks}}. Held back: {{held}}. Refused: {{refused}}.',
        counts
      )
    : t('policies.past.verdict', 'Tasks in the last {{span}}: {{tasks}}. Held back: {{held}}.', counts);
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: theme.spacing(1),
  }),
  title: css({ ...theme.typography.h5, margin: 0 }),
});
