import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import {
  type DataFrame,
  dateTimeFormat,
  type Field,
  FieldColorModeId,
  type FieldConfig,
  FieldType,
  formattedValueToString,
  getDisplayProcessor,
  type GrafanaTheme2,
} from '@grafana/data';
import { AxisPlacement, GraphDrawStyle, type GraphFieldConfig, VisibilityMode } from '@grafana/schema';
import { LinkButton, TimeSeries, TooltipPlugin2, useStyles2 } from '@grafana/ui';
import { categoryColor } from '../../shared/domain/category-color';
import { t } from '../../shared/domain/t';
import type { CategoryShare } from '../domain/cost-shares';
import { THROUGHPUT_UNIT } from '../domain/field-config';
import type { PairedPoint } from '../domain/pair-points';
import { testIds } from '../../test-ids';
import { categoryTitle } from './category-title';
import type { ChartProps } from './chart-props';
import { NO_LEGEND } from './no-legend';

interface Props extends ChartProps {
  category: CategoryShare;
  width: number;
  height: number;
}

/** TooltipHoverMode.xyOne, which @grafana/ui keeps to itself. */
const HOVER_NEAREST = 2;

/** Each stretch of time as a point: throughput to the right, the category's share upwards. */
export function RelationChart(props: Props) {
  const { profile, category, theme, timeZone, width, height, timeRange } = props;
  const points = useMemo(() => [...profile.points].sort((a, b) => a.throughput - b.throughput), [profile]);
  const frame = useMemo(
    () => relationFrame(points, category, profile.throughput[0]?.field.config.unit, { theme, timeZone }),
    [points, category, profile, theme, timeZone]
  );
  const frames = useMemo(() => [frame], [frame]);
  return (
    <div data-testid={testIds.qpsPanel.relation}>
      <TimeSeries
        frames={frames}
        width={width}
        height={height}
        timeRange={timeRange}
        timeZone={timeZone}
        legend={NO_LEGEND}
        preparePlotFrame={([first]) => first ?? null}
      >
        {(config) => (
          <TooltipPlugin2
            config={config}
            hoverMode={HOVER_NEAREST}
            render={(_plot, rows, _series, isPinned, dismiss) => (
              <PointTooltip
                {...props}
                point={points[rows.find((row, index) => index > 0 && row !== null) ?? -1]}
                frame={frame}
                isPinned={isPinned}
                onDone={dismiss}
              />
            )}
          />
        )}
      </TimeSeries>
    </div>
  );
}

interface PointTooltipProps extends Props {
  point: PairedPoint | undefined;
  frame: DataFrame;
  isPinned: boolean;
  onDone: () => void;
}

function PointTooltip({ point, category, frame, timeZone, isPinned, flameGraphHref, onDone }: PointTooltipProps) {
  const styles = useStyles2(getStyles);
  if (!point) {
    return null;
  }
  const [throughput, share] = frame.fields;
  const href = isPinned ? flameGraphHref(point) : undefined;
  return (
    <div className={styles.tooltip}>
      <div>
        {dateTimeFormat(point.fromUnixMs, { timeZone })} –{' '}
        {dateTimeFormat(point.toUnixMs, { timeZone, format: 'HH:mm:ss' })}
      </div>
      <div>
        {t('qps-panel.relation.throughput', 'Throughput')}: {shown(throughput, point.throughput)}
      </div>
      <div>
        {categoryTitle(category)}: {shown(share, category.shares[point.row] ?? 0)}
      </div>
      {href && (
        <LinkButton href={href} size="sm" variant="secondary" icon="gf-grid" onClick={onDone}>
          {t('qps-panel.tooltip.flame-graph', 'Flame graph of this moment')}
        </LinkButton>
      )}
    </div>
  );
}

const shown = (field: Field | undefined, value: number) =>
  field?.display ? formattedValueToString(field.display(value)) : String(value);

function relationFrame(
  points: PairedPoint[],
  category: CategoryShare,
  unit: string | undefined,
  options: Pick<ChartProps, 'theme' | 'timeZone'>
): DataFrame {
  const throughput = points.map((point) => point.throughput);
  const x = numberField(
    t('qps-panel.relation.throughput', 'Throughput'),
    throughput,
    {
      ...roomAround(throughput),
      unit: unit ?? THROUGHPUT_UNIT,
      custom: axisConfig(t('qps-panel.relation.throughput', 'Throughput')),
    },
    options
  );
  const title = categoryTitle(category);
  const y = numberField(
    title,
    points.map(({ row }) => category.shares[row] ?? 0),
    {
      unit: 'percentunit',
      min: 0,
      color: { mode: FieldColorModeId.Fixed, fixedColor: categoryColor(category.id, options.theme) },
      custom: {
        ...axisConfig(t('qps-panel.relation.share', 'Share of CPU: {{category}}', { category: title })),
        drawStyle: GraphDrawStyle.Points,
        showPoints: VisibilityMode.Always,
        pointSize: 7,
      },
    },
    options
  );
  return { length: points.length, fields: [x, y] };
}

/** Points on the frame are half a point. */
function roomAround(sorted: number[]): Pick<FieldConfig, 'min' | 'max'> {
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const room = (high - low) * 0.03 || Math.abs(high) * 0.03 || 1;
  return { min: low - room, max: high + room };
}

const axisConfig = (axisLabel: string): GraphFieldConfig => ({ axisPlacement: AxisPlacement.Auto, axisLabel });

function numberField(
  displayName: string,
  values: number[],
  config: FieldConfig<GraphFieldConfig>,
  { theme, timeZone }: Pick<ChartProps, 'theme' | 'timeZone'>
): Field {
  const field: Field = { name: displayName, type: FieldType.number, values, config: { displayName, ...config } };
  return { ...field, display: getDisplayProcessor({ field, theme, timeZone }) };
}

const getStyles = (theme: GrafanaTheme2) => ({
  tooltip: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    padding: theme.spacing(1),
    whiteSpace: 'normal',
    ...theme.typography.bodySmall,
  }),
});
