import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  title: string;
  /** One sentence: how to read it. */
  about?: string;
  children: ReactNode;
  'data-testid'?: string;
}

export function Section({ title, about, children, ...rest }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.section} aria-label={title} data-testid={rest['data-testid']}>
      <h2 className={styles.title}>{title}</h2>
      {about && <p className={styles.about}>{about}</p>}
      {children}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ minWidth: 0 }),
  title: css({ ...theme.typography.h4, marginBottom: theme.spacing(0.5) }),
  about: css({ color: theme.colors.text.secondary, maxWidth: '80ch', marginBottom: theme.spacing(1) }),
});
