import React, { type FormEvent, type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  onSubmit: (event: FormEvent) => Promise<void>;
  children: ReactNode;
  'data-testid'?: string;
}

export function TaskFormLayout({ onSubmit, children, ...rest }: Props) {
  const styles = useStyles2(getStyles);
  return (
    // The page's own messages say more than the browser's bubbles.
    <form noValidate onSubmit={(event) => void onSubmit(event)} className={styles.form} {...rest}>
      {children}
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
});
