import React from 'react';
import { css } from '@emotion/css';
import {
  type DataFrame,
  dateTimeFormat,
  type Field,
  formattedValueToString,
  getFieldSeriesColor,
  type GrafanaTheme2,
} from '@grafana/data';
import { LinkButton, SeriesTableRow, useStyles2 } from '@grafana/ui';
import { t } from '../../shared/domain/t';
import { bandsAt } from '../domain/bands';
import { stretchAt } from '../domain/pair-points';
import { rowNear } from '../domain/times';
import { bandColor } from './band-color';
import type { ChartProps } from './chart-props';
import { isHidden } from './throughput-frames';

interface Props extends ChartProps {
  unixMs: number | undefined;
  throughput: DataFrame[];
  shares: DataFrame;
  isPinned: boolean;
  onDone: () => void;
}

interface Row {
  label: string;
  value: string;
  color?: string;
}

/** Everything about a moment, the same in both charts: throughput, shares, and what was going on. */
export function TimeTooltip(props: Props) {
  const { unixMs, throughput, shares, profile, bands, timeZone, theme, isPinned, flameGraphHref, onDone } = props;
  const styles = useStyles2(getStyles);
  if (unixMs === undefined) {
    return null;
  }
  const { stepMs, stretchMs } = profile;
  const href = isPinned ? flameGraphHref(stretchAt(profile, unixMs)) : undefined;
  const going = bandsAt(bands, unixMs, stepMs / 2);
  const sections = [
    throughput.flatMap((frame) => rowsAt(frame, unixMs, stepMs, theme)),
    rowsAt(shares, unixMs, stretchMs / 2, theme).reverse(),
  ];
  return (
    <div className={styles.tooltip}>
      <div className={styles.time}>{dateTimeFormat(unixMs, { timeZone })}</div>
      {sections
        .filter((rows) => rows.length > 0)
        .map((rows, index) => (
          <div key={index} className={styles.section}>
            {rows.map((row) => (
              <SeriesTableRow key={row.label} label={row.label} value={row.value} color={row.color} />
            ))}
          </div>
        ))}
      {going.map((band) => (
        <div key={band.id} className={styles.band}>
          <span className={styles.mark} style={{ background: bandColor(band, theme) }} />
          {isPinned && band.href ? <a href={band.href}>{band.title}</a> : band.title}
        </div>
      ))}
      {href && (
        <LinkButton href={href} size="sm" variant="secondary" icon="gf-grid" onClick={onDone}>
          {t('qps-panel.tooltip.flame-graph', 'Flame graph of this moment')}
        </LinkButton>
      )}
    </div>
  );
}

function rowsAt(frame: DataFrame, unixMs: number, toleranceMs: number, theme: GrafanaTheme2): Row[] {
  const [time, ...fields] = frame.fields;
  const row = time ? rowNear(time.values, unixMs, toleranceMs) : -1;
  return row === -1 ? [] : fields.filter((field) => !isHidden(field)).flatMap((field) => rowOf(field, row, theme));
}

function rowOf(field: Field, row: number, theme: GrafanaTheme2): Row[] {
  const value: unknown = field.values[row];
  if (typeof value !== 'number' || !field.display) {
    return [];
  }
  return [
    {
      label: field.config.displayName ?? field.name,
      value: formattedValueToString(field.display(value)),
      color: getFieldSeriesColor(field, theme).color,
    },
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  tooltip: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    padding: theme.spacing(1),
    minWidth: 220,
    whiteSpace: 'normal',
    ...theme.typography.bodySmall,
  }),
  time: css({ fontWeight: theme.typography.fontWeightMedium }),
  section: css({
    paddingTop: theme.spacing(0.5),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  band: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  mark: css({ width: 10, height: 10, borderRadius: theme.shape.radius.default, flex: 'none' }),
});
