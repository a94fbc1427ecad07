import React, { useId, useMemo } from 'react';
import { css } from '@emotion/css';
import { type DataFrame, DashboardCursorSync } from '@grafana/data';
import {
  EventBusPlugin,
  KeyboardPlugin,
  TimeSeries,
  TooltipPlugin2,
  type UPlotConfigBuilder,
  usePanelContext,
} from '@grafana/ui';
import { t } from '../../shared/domain/t';
import type { UnixRange } from '../domain/unix-range';
import { testIds } from '../../test-ids';
import { AlignedPlot } from './AlignedPlot';
import { BandsPlugin } from './BandsPlugin';
import type { ChartProps } from './chart-props';
import { NO_LEGEND } from './no-legend';
import { TimeTooltip } from './TimeTooltip';

interface Props extends ChartProps {
  /** As drawn. */
  throughput: DataFrame[];
  shares: DataFrame;
  width: number;
  height: number;
  onZoomOut: (range: UnixRange) => void;
}

/** Of the height; the shares below have more to tell apart. */
const THROUGHPUT_PART = 0.4;
/** The same for both charts, so that a moment is at the same place in both. */
const AXIS_WIDTH_PX = 72;
/** TooltipHoverMode.xAll, which @grafana/ui keeps to itself. */
const HOVER_ALL_SERIES = 1;

/** Throughput above, shares below, with one cursor, the same bands and the same selection. */
export function TimeCharts(props: Props) {
  const { throughput, shares, width, height } = props;
  const syncKey = useId();
  const sharesAlone = useMemo(() => [shares], [shares]);
  const hasBoth = throughput.length > 0 && shares.length > 0;
  const upper = hasBoth ? Math.round(height * THROUGHPUT_PART) : height;
  return (
    <div className={css({ width })}>
      {throughput.length > 0 && (
        <div
          role="group"
          aria-label={t('qps-panel.charts.throughput', 'Throughput over time. {{keys}}', { keys: keysHelp() })}
          data-testid={testIds.qpsPanel.throughput}
        >
          <OneChart {...props} frames={throughput} syncKey={syncKey} height={upper} />
        </div>
      )}
      {shares.length > 0 && (
        <div
          role="group"
          aria-label={t('qps-panel.charts.shares', 'Share of CPU by cost category over time. {{keys}}', {
            keys: keysHelp(),
          })}
          data-testid={testIds.qpsPanel.shares}
        >
          <OneChart {...props} frames={sharesAlone} syncKey={syncKey} height={hasBoth ? height - upper : height} />
        </div>
      )}
    </div>
  );
}

const keysHelp = () =>
  t('qps-panel.charts.keys', 'Arrow keys move the cursor, with the space bar held down they select a range.');

interface OneChartProps extends Props {
  frames: DataFrame[];
  syncKey: string;
}

function OneChart(props: OneChartProps) {
  const { frames, width, height, timeRange, timeZone } = props;
  return (
    <TimeSeries
      frames={frames}
      width={width}
      height={height}
      timeRange={timeRange}
      timeZone={timeZone}
      legend={NO_LEGEND}
      tweakAxis={(axis) => ({ ...axis, size: AXIS_WIDTH_PX })}
    >
      {(config, alignedFrame) => <ChartPlugins {...props} config={config} alignedFrame={alignedFrame} />}
    </TimeSeries>
  );
}

function ChartPlugins({
  config,
  alignedFrame,
  ...props
}: OneChartProps & { config: UPlotConfigBuilder; alignedFrame: DataFrame }) {
  const { bands, selection, theme, timeRange, syncKey, onSelect, onZoomOut } = props;
  const { eventBus, sync } = usePanelContext();
  const isDashboardSynced = (sync?.() ?? DashboardCursorSync.Off) !== DashboardCursorSync.Off;
  const choose = ({ from, to }: { from: number; to: number }) => {
    const range = { fromUnixMs: Math.round(from), toUnixMs: Math.round(to) };
    // A double click asks for more than is shown.
    if (from < timeRange.from.valueOf() && to > timeRange.to.valueOf()) {
      onZoomOut(range);
    } else {
      onSelect(range);
    }
  };
  return (
    <>
      <AlignedPlot config={config} syncKey={isDashboardSynced ? undefined : syncKey} />
      {isDashboardSynced && <EventBusPlugin config={config} eventBus={eventBus} frame={alignedFrame} />}
      <BandsPlugin config={config} bands={bands} selection={selection} theme={theme} />
      <KeyboardPlugin config={config} />
      <TooltipPlugin2
        config={config}
        hoverMode={HOVER_ALL_SERIES}
        queryZoom={choose}
        render={(plot, rows, _series, isPinned, dismiss) => (
          <TimeTooltip {...props} unixMs={momentOf(plot.data[0], rows)} isPinned={isPinned} onDone={dismiss} />
        )}
      />
    </>
  );
}

function momentOf(times: ArrayLike<number>, rows: Array<number | null>): number | undefined {
  const row = rows.find((value) => value !== null && value !== undefined);
  return typeof row === 'number' ? times[row] : undefined;
}
