import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import { testIds } from '../../test-ids';

interface Props {
  icon?: IconName;
  title: string;
  /** Why there is nothing, and what to do about it. */
  children: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon = 'info-circle', title, children, action }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box} data-testid={testIds.empty} role="status">
      <Icon name={icon} size="xxl" className={styles.icon} />
      <h2 className={styles.title}>{title}</h2>
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(6, 2),
    textAlign: 'center',
  }),
  icon: css({ color: theme.colors.text.secondary }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  text: css({ color: theme.colors.text.secondary, maxWidth: '60ch' }),
});
