import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { SLOT_STEPS, type SlotStep } from '@meshprof/contracts';
import { stepTitles } from '@shared/domain/experiment/progress-text';
import { t } from '@shared/domain/t';

/** The steps of a slot, with the one that is under way. */
export function SlotSteps({ step }: { step: SlotStep }) {
  const styles = useStyles2(getStyles);
  const titles = stepTitles();
  const now = SLOT_STEPS.indexOf(step);
  return (
    <ol className={styles.steps} aria-label={t('experiment.live.steps', 'Steps of the slot')}>
      {SLOT_STEPS.map((each, index) => (
        <li
          key={each}
          className={cx(styles.step, index < now && styles.past, index === now && styles.now)}
          aria-current={index === now ? 'step' : undefined}
        >
          {titles[each]}
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
    listStyle: 'none',
    margin: theme.spacing(1, 0, 2),
  }),
  step: css({
    padding: theme.spacing(0.25, 1),
    borderRadius: theme.shape.radius.pill,
    border: `1px solid ${theme.colors.border.weak}`,
    color: theme.colors.text.secondary,
    ...theme.typography.bodySmall,
  }),
  past: css({ background: theme.colors.background.secondary }),
  now: css({
    background: theme.colors.primary.main,
    borderColor: theme.colors.primary.main,
    color: theme.colors.primary.contrastText,
  }),
});
