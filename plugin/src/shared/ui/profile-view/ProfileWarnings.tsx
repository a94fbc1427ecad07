import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { ProfileWarning } from '@shared/domain/profile-view/profile-warnings';

/** One line for each warning, so that the graph stays in sight. */
export function ProfileWarnings({ warnings }: { warnings: ProfileWarning[] }) {
  const styles = useStyles2(getStyles);
  if (warnings.length === 0) {
    return null;
  }
  return (
    <ul
      className={styles.list}
      data-testid={testIds.profile.warnings}
      aria-label={t('profile-view.warnings.label', 'Warnings')}
    >
      {warnings.map(({ id, title, advice }) => (
        <li key={id} className={styles.item}>
          <Icon name="exclamation-triangle" className={styles.icon} />
          <span>
            <strong>{title}.</strong> {advice}
          </span>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    listStyle: 'none',
    margin: theme.spacing(0, 0, 2),
    padding: theme.spacing(1, 1.5),
    background: theme.colors.warning.transparent,
    borderLeft: `3px solid ${theme.colors.warning.border}`,
    borderRadius: theme.shape.radius.default,
  }),
  item: css({
    display: 'flex',
    gap: theme.spacing(1),
    padding: theme.spacing(0.25, 0),
    strong: { fontWeight: theme.typography.fontWeightMedium },
  }),
  icon: css({ color: theme.colors.warning.text, flexShrink: 0, marginTop: 3 }),
});
