import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { type Effect, intervalText, signedPercent } from '../../domain/experiment/effect-text';
import { type ForestScale, forestScale, placeOn } from '../../domain/experiment/forest-scale';
import { variantColor } from '../../domain/experiment/variant-color';
import { t } from '../../domain/t';

interface Props {
  /** What the effect is on, such as "CPU per request". */
  title: string;
  effects: ReadonlyArray<{ name: string; effect: Effect }>;
  /** Names of all variants, the baseline first: they give the colours. */
  names: readonly string[];
  /** Half the width of the band in which a difference does not matter; 0 for none. */
  bandPercent: number;
  'data-testid'?: string;
}

const ROW_PX = 30;
const AXIS_PX = 20;
const CAP_PX = 5;

/** Effects against the baseline with their 95 % intervals: a table whose middle column is the picture. */
export function ForestPlot({ title, effects, names, bandPercent, ...rest }: Props) {
  const styles = useStyles2(getStyles);
  const scale = forestScale(
    effects.map(({ effect }) => effect),
    bandPercent
  );
  return (
    <table className={styles.table} data-testid={rest['data-testid']}>
      <caption className={styles.caption}>
        {t('experiment-forest.caption', '{{title}} against {{baseline}}, with 95 % intervals', {
          title,
          baseline: names[0],
        })}
        {bandPercent > 0 && (
          <span className={styles.key}>
            {' '}
            <span className={styles.band} aria-hidden />{' '}
            {t('experiment-forest.band', 'within ±{{percent}} %: does not matter', { percent: bandPercent })}
          </span>
        )}
      </caption>
      <thead>
        <tr>
          <th scope="col" className="sr-only">
            {t('experiment-forest.variant', 'Variant')}
          </th>
          <th scope="col" className={styles.plotHead}>
            <span className="sr-only">{t('experiment-forest.picture', 'Picture')}</span>
            <Axis scale={scale} />
          </th>
          <th scope="col" className="sr-only">
            {t('experiment-forest.change', 'Change')}
          </th>
        </tr>
      </thead>
      <tbody>
        {effects.map(({ name, effect }) => (
          <tr key={name}>
            <th scope="row" className={styles.name}>
              {name}
            </th>
            <td className={styles.plot}>
              <Whisker effect={effect} scale={scale} bandPercent={bandPercent} name={name} names={names} />
            </td>
            <td className={styles.text}>
              <strong>{signedPercent(effect.estimate)}</strong>
              <div className={styles.interval}>{intervalText(effect)}</div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const at = (scale: ForestScale, value: number) => `${placeOn(scale, value) * 100}%`;

function Axis({ scale }: { scale: ForestScale }) {
  const styles = useStyles2(getStyles);
  return (
    <svg width="100%" height={AXIS_PX} className={styles.svg} aria-hidden>
      {scale.ticks.map((tick) => (
        <text key={tick} x={at(scale, tick)} y={AXIS_PX - 6} textAnchor="middle" className={styles.tick}>
          {signedPercent(tick).replace('.0', '')}
        </text>
      ))}
    </svg>
  );
}

interface WhiskerProps extends Pick<Props, 'names' | 'bandPercent'> {
  name: string;
  effect: Effect;
  scale: ForestScale;
}

function Whisker({ name, names, effect: { estimate, low, high }, scale, bandPercent }: WhiskerProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const middle = ROW_PX / 2;
  const span = placeOn(scale, bandPercent) - placeOn(scale, -bandPercent);
  return (
    <svg width="100%" height={ROW_PX} className={styles.svg} aria-hidden>
      {bandPercent > 0 && (
        <rect x={at(scale, -bandPercent)} width={`${span * 100}%`} height={ROW_PX} className={styles.bandFill} />
      )}
      <line x1={at(scale, 0)} x2={at(scale, 0)} y1={0} y2={ROW_PX} className={styles.zero} />
      <line x1={at(scale, low)} x2={at(scale, high)} y1={middle} y2={middle} className={styles.whisker} />
      {[low, high].map((end, index) => (
        <line
          key={index}
          x1={at(scale, end)}
          x2={at(scale, end)}
          y1={middle - CAP_PX}
          y2={middle + CAP_PX}
          // One that runs out of the picture has no end in it.
          className={cx(styles.whisker, (end < scale.min || end > scale.max) && styles.open)}
        />
      ))}
      <circle
        cx={at(scale, estimate)}
        cy={middle}
        r={6}
        fill={variantColor(names, name, theme)}
        className={styles.point}
      />
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const glide = theme.transitions.create(['x', 'x1', 'x2', 'cx', 'width'], { duration: 300 });
  return {
    table: css({ width: '100%', borderCollapse: 'collapse', tableLayout: 'auto' }),
    caption: css({
      captionSide: 'top',
      ...theme.typography.bodySmall,
      color: theme.colors.text.secondary,
      paddingBottom: theme.spacing(0.5),
    }),
    key: css({ whiteSpace: 'nowrap', marginLeft: theme.spacing(1) }),
    band: css({
      display: 'inline-block',
      width: 14,
      height: 10,
      background: theme.colors.action.focus,
      border: `1px solid ${theme.colors.border.weak}`,
      verticalAlign: 'baseline',
    }),
    plotHead: css({ width: '70%', padding: 0 }),
    plot: css({ padding: 0, verticalAlign: 'middle' }),
    svg: css({ display: 'block', overflow: 'visible' }),
    tick: css({ fill: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
    name: css({
      padding: theme.spacing(0.25, 2, 0.25, 0),
      textAlign: 'left',
      fontWeight: theme.typography.fontWeightRegular,
      overflowWrap: 'anywhere',
      minWidth: 70,
    }),
    text: css({
      padding: theme.spacing(0.25, 0, 0.25, 2),
      textAlign: 'right',
      whiteSpace: 'nowrap',
      fontVariantNumeric: 'tabular-nums',
    }),
    interval: css({
      ...theme.typography.bodySmall,
      color: theme.colors.text.secondary,
      [theme.breakpoints.down('sm')]: { whiteSpace: 'normal' },
    }),
    bandFill: css({ fill: theme.colors.action.focus }),
    zero: css({ stroke: theme.colors.border.strong }),
    whisker: css({ stroke: theme.colors.text.primary, strokeWidth: 2, transition: glide }),
    open: css({ strokeOpacity: 0 }),
    point: css({ stroke: theme.colors.background.primary, strokeWidth: 1.5, transition: glide }),
  };
};
