import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import type { Band } from '../../../qps-profile-panel/domain/bands';
import { bandColor } from '../../../qps-profile-panel/ui/band-color';

/** The kinds that this page has; a dashboard's annotations may be of others. Slots have a key of their own. */
const KINDS = ['task', 'experiment', 'alert'] as const;

/** What the bands behind the charts are, of those that there are. */
export function BandsKey({ bands }: { bands: Band[] }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <ul className={styles.key}>
      {KINDS.map((kind) => {
        const count = bands.filter((band) => band.kind === kind && band.color === undefined).length;
        return count === 0 ? null : (
          <li key={kind} className={styles.item}>
            <span className={styles.mark} style={{ background: bandColor({ kind }, theme) }} />
            {kindTitle(kind, count)}
          </li>
        );
      })}
    </ul>
  );
}

function kindTitle(kind: (typeof KINDS)[number], count: number): string {
  switch (kind) {
    case 'task':
      return t('throughput.bands.tasks', 'Tasks: {{count}}', { count });
    case 'experiment':
      return t('throughput.bands.experiments', 'Experiments: {{count}}', { count });
    case 'alert':
      return t('throughput.bands.alerts', 'Alerts: {{count}}', { count });
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  key: css({
    display: 'flex',
    gap: theme.spacing(2),
    listStyle: 'none',
    margin: 0,
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
  }),
  item: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  mark: css({ width: 10, height: 10, borderRadius: theme.shape.radius.default }),
});
