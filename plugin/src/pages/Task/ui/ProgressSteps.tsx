import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { TargetState } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

const STEPS = ['waiting', 'running', 'draining', 'completed'] as const;

function titleOf(step: (typeof STEPS)[number]): string {
  switch (step) {
    case 'waiting':
      return t('task.steps.queued', 'Queued');
    case 'running':
      return t('task.steps.collecting', 'Collecting');
    case 'draining':
      return t('task.steps.uploading', 'Uploading');
    case 'completed':
      return t('task.steps.done', 'Done');
  }
}

/** The way of a target that goes as planned, and where it is. */
export function ProgressSteps({ state }: { state: TargetState }) {
  const styles = useStyles2(getStyles);
  const current = STEPS.findIndex((step) => step === state);
  return (
    <ol className={styles.steps} aria-label={t('task.steps.label', 'Steps')}>
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={cx(styles.step, index === current && styles.current)}
          aria-current={index === current ? 'step' : undefined}
        >
          {index > 0 && <Icon name="angle-right" size="sm" />}
          {index < current && <Icon name="check" size="sm" className={styles.done} />}
          {titleOf(step)}
        </li>
      ))}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  steps: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5),
    margin: 0,
    padding: 0,
    listStyle: 'none',
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
  }),
  step: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), whiteSpace: 'nowrap' }),
  current: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
  done: css({ color: theme.colors.success.text }),
});
