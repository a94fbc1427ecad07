import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  fromUnixMs: number;
  toUnixMs: number;
  timeZone: string;
}

const TICKS = 5;
const DAY_MS = 86_400_000;

export function TimelineAxis({ fromUnixMs, toUnixMs, timeZone }: Props) {
  const styles = useStyles2(getStyles);
  const format = toUnixMs - fromUnixMs < DAY_MS ? 'HH:mm:ss' : 'MM-DD HH:mm';
  const ticks = Array.from(
    { length: TICKS },
    (_, index) => fromUnixMs + (index * (toUnixMs - fromUnixMs)) / (TICKS - 1)
  );
  return (
    <div className={styles.axis} aria-hidden>
      {ticks.map((unixMs) => (
        <span key={unixMs}>{dateTimeFormat(unixMs, { format, timeZone })}</span>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  axis: css({
    ...theme.typography.bodySmall,
    display: 'flex',
    justifyContent: 'space-between',
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
    [theme.breakpoints.down('md')]: { '& > :nth-child(even)': { display: 'none' } },
  }),
});
