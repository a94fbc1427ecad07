import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import { TEMPLATE_NAMES, type TemplateName } from '@meshprof/experiments';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';

interface TemplateText {
  icon: IconName;
  question: string;
  answer: string;
}

const texts = (): Record<TemplateName, TemplateText> => ({
  article: {
    icon: 'book-open',
    question: t('new-experiment.templates.article', 'What do tracing and the access log cost?'),
    answer: t(
      'new-experiment.templates.article-about',
      'Tracing at 100 %, 1 % and off, the log in full, short and off: the variants of the SkyWalking article.'
    ),
  },
  'tracing-sampling': {
    icon: 'sitemap',
    question: t('new-experiment.templates.tracing', 'How much tracing can we afford?'),
    answer: t('new-experiment.templates.tracing-about', 'Several sampling rates against none.'),
  },
  'access-log': {
    icon: 'file-alt',
    question: t('new-experiment.templates.log', 'What does the access log cost?'),
    answer: t('new-experiment.templates.log-about', 'A full and a short format against no log.'),
  },
  'tracing-x-logging': {
    icon: 'table',
    question: t('new-experiment.templates.factorial', 'Do their costs add up?'),
    answer: t('new-experiment.templates.factorial-about', 'Tracing and log each on and off, in all four combinations.'),
  },
  'a-a': {
    icon: 'exchange-alt',
    question: t('new-experiment.templates.a-a', 'Can this machine tell at all?'),
    answer: t(
      'new-experiment.templates.a-a-about',
      'The configuration against itself: the noise that any result is seen in.'
    ),
  },
});

interface Props {
  chosen: string | undefined;
  onChoose: (name: TemplateName) => void;
}

/** Questions that people come with; each fills in the variants. */
export function TemplatePicker({ chosen, onChoose }: Props) {
  const styles = useStyles2(getStyles);
  const known = texts();
  return (
    <section className={styles.section} aria-label={t('new-experiment.templates.label', 'Start from a question')}>
      <h2 className={styles.title}>{t('new-experiment.templates.label', 'Start from a question')}</h2>
      <div className={styles.grid}>
        {TEMPLATE_NAMES.map((name) => {
          const { icon, question, answer } = known[name];
          return (
            <button
              key={name}
              type="button"
              className={cx(styles.card, chosen === name && styles.chosen)}
              aria-pressed={chosen === name}
              onClick={() => onChoose(name)}
              data-testid={testIds.newExperiment.template(name)}
            >
              <span className={styles.question}>
                <Icon name={icon} /> {question}
              </span>
              <span className={styles.answer}>{answer}</span>
            </button>
          );
        })}
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ marginBottom: theme.spacing(3) }),
  title: css({ ...theme.typography.h5, marginBottom: theme.spacing(1) }),
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 220px), 1fr))',
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
