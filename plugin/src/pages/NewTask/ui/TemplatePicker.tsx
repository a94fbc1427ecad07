import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { TEMPLATES } from '../domain/templates';

interface Props {
  chosen?: string;
  onChoose: (templateId: string) => void;
}

/** Questions that people come with; each fills the form. */
export function TemplatePicker({ chosen, onChoose }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.section} aria-label={t('new-task.templates.label', 'Start from a question')}>
      <h2 className={styles.title}>{t('new-task.templates.label', 'Start from a question')}</h2>
      <div className={styles.grid}>
        {TEMPLATES.map(({ id, icon, question, answer }) => (
          <button
            key={id}
            type="button"
            className={cx(styles.card, chosen === id && styles.chosen)}
            aria-pressed={chosen === id}
            onClick={() => onChoose(id)}
            data-testid={testIds.newTask.template(id)}
          >
            <span className={styles.question}>
              <Icon name={icon} /> {question()}
            </span>
            <span className={styles.answer}>{answer()}</span>
          </button>
        ))}
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ marginBottom: theme.spacing(3) }),
  title: css({ ...theme.typography.h5, marginBottom: theme.spacing(1) }),
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 280px), 1fr))',
    gap: theme.spacing(1),
  }),
  card: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    padding: theme.spacing(1.5),
    textAlign: 'left',
    color: theme.colors.text.primary,
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    '&:hover': { background: theme.colors.action.hover },
  }),
  chosen: css({ borderColor: theme.colors.primary.border, background: theme.colors.action.selected }),
  question: css({ fontWeight: theme.typography.fontWeightMedium }),
  answer: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
});
