import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { limitTrackStyles } from '@shared/ui/limit-track-styles';
import type { UsageMeter } from '../domain/usage-meters';

/** A value against its limit, as a bar and in numbers. */
export function UsageMeterView({ meter: { title, value, limit, share, isNear } }: { meter: UsageMeter }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box}>
      <span className={cx(isNear && styles.nearText)}>
        {value}
        {limit && <span className={styles.limit}> / {limit}</span>}
      </span>
      {share !== undefined && (
        <div
          className={styles.track}
          role="meter"
          aria-label={title}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <div className={cx(styles.fill, styles.some, isNear && styles.near)} style={{ width: `${share * 100}%` }} />
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'inline-block', minWidth: 96, whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }),
  limit: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
  ...limitTrackStyles(theme),
  some: css({ minWidth: 2 }),
});
