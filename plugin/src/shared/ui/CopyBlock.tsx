import React, { useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import { t } from '../domain/t';

interface Props {
  /** What it is, e.g. "Contact point". */
  title: string;
  text: string;
  'data-testid'?: string;
}

/** Text to paste somewhere else, as it is. */
export function CopyBlock({ title, text, ...rest }: Props) {
  const styles = useStyles2(getStyles);
  const titleId = useId();
  return (
    <figure className={styles.box}>
      <figcaption className={styles.head}>
        <span id={titleId}>{title}</span>
        <ClipboardButton
          icon="copy"
          variant="secondary"
          size="sm"
          getText={() => text}
          aria-label={t('shared.copy-block.copy-what', 'Copy: {{title}}', { title })}
        >
          {t('shared.copy-block.copy', 'Copy')}
        </ClipboardButton>
      </figcaption>
      {/* It scrolls, so it can be reached by keyboard. */}
      <pre
        className={styles.text}
        tabIndex={0}
        aria-labelledby={titleId}
        role="region"
        data-testid={rest['data-testid']}
      >
        {text}
      </pre>
    </figure>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    margin: 0,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    minWidth: 0,
  }),
  head: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 0.5, 0.5, 1.5),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
  }),
  text: css({
    margin: 0,
    padding: theme.spacing(1, 1.5),
    border: 0,
    borderRadius: 0,
    background: theme.colors.background.canvas,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre',
    overflowX: 'auto',
    wordBreak: 'normal',
  }),
});
