import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import { type FieldConfig, getFieldDisplayName } from '@grafana/data';
import { useStyles2, VizLayout } from '@grafana/ui';
import { testIds } from '../../test-ids';
import type { PanelOptions } from '../domain/panel-options';
import { categoryOf, type QpsProfile } from '../domain/qps-profile';
import { relationOf } from '../domain/relation';
import type { UnixRange } from '../domain/unix-range';
import type { ChartProps } from './chart-props';
import { ChartLegend, type LegendCategory } from './ChartLegend';
import { costFrame } from './cost-frame';
import { FrameProblems } from './FrameProblems';
import { RelationChart } from './RelationChart';
import { RelationSummary } from './RelationSummary';
import { SelectionBar } from './SelectionBar';
import { throughputFrames } from './throughput-frames';
import { TimeCharts } from './TimeCharts';

export interface QpsProfileViewProps extends ChartProps {
  options: PanelOptions;
  /** Of all fields; {} outside a dashboard. */
  defaults: FieldConfig;
  width: number;
  height: number;
  onZoom: (range: UnixRange) => void;
}

const SUMMARY_HEIGHT_PX = 40;
const SELECTION_HEIGHT_PX = 36;
const PROBLEM_HEIGHT_PX = 64;
/** Side by side needs this much for each. */
const MIN_HALF_WIDTH_PX = 360;

/** The whole picture: the same in a dashboard and on the app's page. */
export function QpsProfileView(props: QpsProfileViewProps) {
  const { profile, options, width, height, selection, timeZone, flameGraphHref, onSelect, onZoom } = props;
  const styles = useStyles2(getStyles);
  const isEmpty = profile.throughput.length === 0 && profile.costs.timesUnixMs.length === 0;
  if (isEmpty) {
    return (
      <div className={styles.scroll} style={{ width, height }} data-testid={testIds.qpsPanel.view}>
        <FrameProblems problems={profile.problems} />
      </div>
    );
  }
  const problemsHeight = Math.min(profile.problems.length * PROBLEM_HEIGHT_PX, Math.round(height / 3));
  const rest = height - problemsHeight - (selection ? SELECTION_HEIGHT_PX : 0);
  return (
    <div style={{ width, height }} data-testid={testIds.qpsPanel.view}>
      {profile.problems.length > 0 && (
        <div className={styles.scroll} style={{ height: problemsHeight }}>
          <FrameProblems problems={profile.problems} />
        </div>
      )}
      {selection && (
        <div style={{ minHeight: SELECTION_HEIGHT_PX }}>
          <SelectionBar
            selection={selection}
            timeZone={timeZone}
            flameGraphHref={flameGraphHref(selection)}
            onZoom={onZoom}
            onClear={() => onSelect(undefined)}
          />
        </div>
      )}
      <Views {...props} height={rest} view={viewFor(options.view, width)} />
    </div>
  );
}

const viewFor = (view: PanelOptions['view'], width: number): PanelOptions['view'] =>
  view === 'both' && width < 2 * MIN_HALF_WIDTH_PX ? 'time' : view;

function Views({ view, ...props }: QpsProfileViewProps & { view: PanelOptions['view'] }) {
  const styles = useStyles2(getStyles);
  const { width, height } = props;
  if (view === 'both') {
    const relationWidth = Math.round(width * 0.4);
    return (
      <div className={styles.row}>
        <TimeView {...props} width={width - relationWidth} height={height} />
        <RelationView {...props} width={relationWidth} height={height} />
      </div>
    );
  }
  return view === 'time' ? <TimeView {...props} /> : <RelationView {...props} />;
}

function TimeView(props: QpsProfileViewProps) {
  const { profile, options, theme, timeZone, defaults, width, height, onZoom } = props;
  const { legend, costStyle } = options;
  const categories = useMemo(() => legendCategories(profile), [profile]);
  const throughput = useMemo(
    () => throughputFrames(profile.throughput, { theme, timeZone, hideTimes: profile.costs.timesUnixMs.length > 0 }),
    [profile, theme, timeZone]
  );
  const shares = useMemo(
    () => costFrame(profile, { theme, timeZone, style: costStyle, defaults }),
    [profile, theme, timeZone, costStyle, defaults]
  );
  const legendElement = legend.showLegend ? (
    <VizLayout.Legend placement={legend.placement} maxHeight="35%" maxWidth="40%">
      <ChartLegend throughput={throughput} shares={shares} categories={categories} legend={legend} />
    </VizLayout.Legend>
  ) : null;
  return (
    <VizLayout width={width} height={height} legend={legendElement}>
      {(chartWidth, chartHeight) => (
        <TimeCharts
          {...props}
          throughput={throughput}
          shares={shares}
          width={chartWidth}
          height={chartHeight}
          onZoomOut={onZoom}
        />
      )}
    </VizLayout>
  );
}

const legendCategories = ({ shown: { largest, rest } }: QpsProfile): LegendCategory[] => [
  ...largest.map(({ field, overall }) => ({ seriesName: getFieldDisplayName(field), overall })),
  ...(rest ? [{ overall: rest.overall }] : []),
];

function RelationView(props: QpsProfileViewProps) {
  const { profile, options, width, height } = props;
  const category = categoryOf(profile, options.category);
  if (!category) {
    return null;
  }
  const relation = relationOf(profile.points, category);
  return (
    <div style={{ width }}>
      <div style={{ minHeight: SUMMARY_HEIGHT_PX, padding: 4 }}>
        <RelationSummary relation={relation} unit={profile.throughput[0]?.field.config.unit} />
      </div>
      {profile.points.length > 0 && (
        <RelationChart {...props} category={category} width={width} height={height - SUMMARY_HEIGHT_PX - 8} />
      )}
    </div>
  );
}

const getStyles = () => ({
  scroll: css({ overflow: 'auto' }),
  row: css({ display: 'flex' }),
});
