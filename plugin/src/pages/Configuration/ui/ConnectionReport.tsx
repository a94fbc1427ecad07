import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { Finding } from '../domain/finding';

const ICONS: Record<Finding['severity'], IconName> = {
  success: 'check-circle',
  warning: 'exclamation-triangle',
  error: 'exclamation-circle',
};

/** What the connection test found, line by line. */
export function ConnectionReport({ findings }: { findings: Finding[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list} aria-label={t('configuration.test.label', 'Result of the connection test')}>
      {findings.map(({ id, severity, title, detail }) => (
        <li key={id} className={styles.item} data-testid={testIds.configuration.finding(id)} data-severity={severity}>
          <Icon name={ICONS[severity]} className={styles[severity]} title={severityName(severity)} />
          <div>
            <div className={styles.title}>{title}</div>
            {detail && <div className={styles.detail}>{detail}</div>}
          </div>
        </li>
      ))}
    </ul>
  );
}

function severityName(severity: Finding['severity']): string {
  switch (severity) {
    case 'success':
      return t('configuration.test.success', 'In order');
    case 'warning':
      return t('configuration.test.warning', 'Warning');
    case 'error':
      return t('configuration.test.error', 'Error');
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    listStyle: 'none',
    marginTop: theme.spacing(3),
    maxWidth: 800,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  item: css({
    display: 'flex',
    gap: theme.spacing(1.5),
    padding: theme.spacing(1.5, 2),
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
    svg: { marginTop: theme.spacing(0.25) },
  }),
  title: css({ fontWeight: theme.typography.fontWeightMedium, overflowWrap: 'anywhere' }),
  detail: css({ color: theme.colors.text.secondary, marginTop: theme.spacing(0.5), overflowWrap: 'anywhere' }),
  success: css({ color: theme.colors.success.text }),
  warning: css({ color: theme.colors.warning.text }),
  error: css({ color: theme.colors.error.text }),
});
