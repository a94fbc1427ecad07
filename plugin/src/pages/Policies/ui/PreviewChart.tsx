import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { PreviewedFiring } from '@meshprof/contracts';
import { formatMeasured } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { lookOfFiring } from '../domain/firing-look';
import { CHART_HEIGHT, CHART_WIDTH, type PreviewChart as Chart } from '../domain/preview-chart';

interface Props {
  chart: Chart;
  firings: PreviewedFiring[];
  unit: string;
}

const time = (unixMs: number) => dateTimeFormat(unixMs, { format: 'HH:mm' });

/**
 * The values that came closest to firing, the threshold, and the moments at which it would have fired. Marks lie over the
 * picture as HTML, so that stretching it to the page's width does not make ovals of them.
 */
export function PreviewChart({ chart, firings, unit }: Props) {
  const styles = useStyles2(getStyles);
  const { path, thresholdY, firesAbove, marks, fromMs, toMs, lowest, highest } = chart;
  return (
    <figure className={styles.figure} data-testid={testIds.policyForm.chart}>
      <figcaption className={styles.caption}>
        {t(
          'policies.chart.caption',
          'Line: the value that came closest to firing. Dashed: the threshold. Dots: tasks; rings: held back.'
        )}
      </figcaption>
      <div className={styles.frame}>
        <div className={styles.scale} aria-hidden>
          <span>{formatMeasured(highest, unit)}</span>
          <span>{formatMeasured(lowest, unit)}</span>
        </div>
        <div className={styles.plot}>
          <svg
            viewBox={`0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`}
            preserveAspectRatio="none"
            className={styles.svg}
            role="img"
            aria-label={t('policies.chart.label', 'Values from {{from}} to {{to}} against the threshold', {
              from: time(fromMs),
              to: time(toMs),
            })}
          >
            <rect
              x={0}
              width={CHART_WIDTH}
              y={firesAbove ? 0 : thresholdY}
              height={firesAbove ? thresholdY : CHART_HEIGHT - thresholdY}
              className={styles.beyond}
            />
            <path d={path} className={styles.line} />
            <line x1={0} x2={CHART_WIDTH} y1={thresholdY} y2={thresholdY} className={styles.threshold} />
          </svg>
          {marks.map(({ x, y, isTask, index }) => (
            <span
              key={index}
              className={isTask ? styles.task : styles.held}
              style={{ left: `${(x / CHART_WIDTH) * 100}%`, top: `${(y / CHART_HEIGHT) * 100}%` }}
              title={titleOf(firings[index], unit)}
            />
          ))}
        </div>
        <span />
        <div className={styles.axis} aria-hidden>
          <span>{time(fromMs)}</span>
          <span>{time((fromMs + toMs) / 2)}</span>
          <span>{time(toMs)}</span>
        </div>
      </div>
    </figure>
  );
}

function titleOf(firing: PreviewedFiring | undefined, unit: string): string | undefined {
  return (
    firing &&
    [
      dateTimeFormat(firing.at),
      firing.what,
      formatMeasured(firing.measured, unit),
      lookOfFiring(firing.outcome).text,
    ].join(' · ')
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const mark = {
    position: 'absolute',
    width: 9,
    height: 9,
    borderRadius: '50%',
    transform: 'translate(-50%, -50%)',
  } as const;
  return {
    figure: css({ margin: 0, minWidth: 0 }),
    caption: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
    frame: css({
      display: 'grid',
      gridTemplateColumns: 'auto minmax(0, 1fr)',
      gap: theme.spacing(0.5, 1),
      marginTop: theme.spacing(1),
      ...theme.typography.bodySmall,
      color: theme.colors.text.secondary,
    }),
    scale: css({ display: 'flex', flexDirection: 'column', justifyContent: 'space-between', textAlign: 'right' }),
    plot: css({ position: 'relative', height: 120, borderBottom: `1px solid ${theme.colors.border.medium}` }),
    svg: css({ display: 'block', width: '100%', height: '100%', overflow: 'visible' }),
    axis: css({ display: 'flex', justifyContent: 'space-between' }),
    beyond: css({ fill: theme.colors.warning.transparent }),
    line: css({
      fill: 'none',
      stroke: theme.colors.primary.text,
      strokeWidth: 1.5,
      vectorEffect: 'non-scaling-stroke',
    }),
    threshold: css({
      stroke: theme.colors.warning.text,
      strokeDasharray: '6 4',
      strokeWidth: 1.5,
      vectorEffect: 'non-scaling-stroke',
    }),
    task: css({ ...mark, background: theme.colors.error.main, border: `1px solid ${theme.colors.background.primary}` }),
    held: css({
      ...mark,
      background: theme.colors.background.primary,
      border: `2px solid ${theme.colors.text.secondary}`,
    }),
  };
};
