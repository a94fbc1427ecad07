import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';

export interface QuestionCard<Id extends string> {
  readonly id: Id;
  readonly icon: IconName;
  readonly question: string;
  readonly answer: string;
  readonly testId: string;
}

interface Props<Id extends string> {
  title: string;
  cards: ReadonlyArray<QuestionCard<Id>>;
  chosen: string | undefined;
  onChoose: (id: Id) => void;
}

/** Questions that people come with; each fills in a form. */
export function QuestionCards<Id extends string>({ title, cards, chosen, onChoose }: Props<Id>) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.section} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <div className={styles.grid}>
        {cards.map(({ id, icon, question, answer, testId }) => (
          <button
            key={id}
            type="button"
            className={cx(styles.card, chosen === id && styles.chosen)}
            aria-pressed={chosen === id}
            onClick={() => onChoose(id)}
            data-testid={testId}
          >
            <span className={styles.question}>
              <Icon name={icon} /> {question}
            </span>
            <span className={styles.answer}>{answer}</span>
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
