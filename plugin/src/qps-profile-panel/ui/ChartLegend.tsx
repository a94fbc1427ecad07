import React from 'react';
import {
  type DataFrame,
  type DisplayValue,
  type Field,
  fieldReducers,
  getFieldSeriesColor,
  reduceField,
} from '@grafana/data';
import { LegendDisplayMode, type VizLegendOptions } from '@grafana/schema';
import { SeriesVisibilityChangeMode, usePanelContext, useTheme2, VizLegend, type VizLegendItem } from '@grafana/ui';
import { t } from '../../shared/domain/t';
import { isHidden } from './throughput-frames';

interface Props {
  /** As drawn. */
  throughput: DataFrame[];
  shares: DataFrame;
  /** In the order of the shares. */
  categories: LegendCategory[];
  legend: VizLegendOptions;
}

export interface LegendCategory {
  /** Under which Grafana knows it; absent for all others together. */
  seriesName?: string;
  /** Of all CPU of the time range. */
  overall: number;
}

interface LegendData {
  /** For Grafana's own overrides; absent where there is none to hide. */
  seriesName: string | undefined;
}

/** One legend for both charts. */
export function ChartLegend({ throughput, shares, categories, legend }: Props) {
  const theme = useTheme2();
  const { onToggleSeriesVisibility } = usePanelContext();
  const item = (field: Field, seriesName?: string, overall?: number): VizLegendItem<LegendData> => ({
    label: field.config.displayName ?? field.name,
    color: getFieldSeriesColor(field, theme).color,
    yAxis: 1,
    disabled: isHidden(field),
    getDisplayValues: () => [...overallOf(field, overall, legend.displayMode), ...calculated(field, legend.calcs)],
    data: { seriesName },
  });
  const items = [
    ...throughput.flatMap(({ fields }) => fields.slice(1).map((field) => item(field, field.config.displayName))),
    ...shares.fields
      .slice(1)
      .map((field, index) => item(field, categories[index]?.seriesName, categories[index]?.overall)),
  ];
  return (
    <VizLegend<LegendData>
      placement={legend.placement}
      displayMode={legend.displayMode}
      sortBy={legend.sortBy}
      sortDesc={legend.sortDesc}
      isSortable={legend.displayMode === LegendDisplayMode.Table}
      items={items}
      onLabelClick={
        onToggleSeriesVisibility &&
        ((clicked, event) => {
          const name = clicked.data?.seriesName;
          if (name !== undefined) {
            onToggleSeriesVisibility(name, toggleMode(event));
          }
        })
      }
      readonly={!onToggleSeriesVisibility}
    />
  );
}

/** As Grafana's own legends: a click isolates, one with a modifier key adds or takes away. */
const toggleMode = ({ ctrlKey, metaKey, shiftKey }: React.MouseEvent) =>
  ctrlKey || metaKey || shiftKey
    ? SeriesVisibilityChangeMode.AppendToSelection
    : SeriesVisibilityChangeMode.ToggleSelection;

/** Of a category, the number that the chart is about. */
function overallOf(
  { display }: Field,
  overall: number | undefined,
  mode: VizLegendOptions['displayMode']
): DisplayValue[] {
  if (!display || overall === undefined) {
    return [];
  }
  // Only a table has a place for what the number is.
  const title = mode === LegendDisplayMode.Table ? t('qps-panel.legend.overall', 'Overall') : undefined;
  return [{ ...display(overall), title }];
}

function calculated(field: Field, calcs: string[]): DisplayValue[] {
  if (calcs.length === 0 || !field.display) {
    return [];
  }
  const values = reduceField({ field, reducers: calcs });
  const display = field.display;
  return calcs.map((id) => ({ ...display(values[id]), title: fieldReducers.get(id).name }));
}
