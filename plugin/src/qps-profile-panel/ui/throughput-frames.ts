import {
  type DataFrame,
  type Field,
  FieldColorModeId,
  type FieldConfig,
  getDisplayProcessor,
  getFieldDisplayName,
  type GrafanaTheme2,
} from '@grafana/data';
import { AxisPlacement, type GraphFieldConfig, type TimeZone } from '@grafana/schema';
import { THROUGHPUT_CONFIG, THROUGHPUT_UNIT } from '../domain/field-config';
import type { TimedSeries } from '../domain/sort-frames';

export interface ThroughputDrawOptions extends DrawOptions {
  /** Whether a chart below shows the times. */
  hideTimes: boolean;
}

export interface DrawOptions {
  theme: GrafanaTheme2;
  timeZone: TimeZone;
}

/**
 * One frame a series, in the panel's own configuration where there is one. Only the first unit has an axis: a second
 * would make this chart narrower than the one below it.
 */
export function throughputFrames(series: TimedSeries[], options: ThroughputDrawOptions): DataFrame[] {
  const frames = series.map(({ frame }) => frame);
  const drawn = series.map((one, index) => ({ ...one, field: drawnField(one, frames, index, options) }));
  const firstUnit = drawn[0]?.field.config.unit;
  return drawn.map(({ frame, time, field }) => {
    const axisPlacement = field.config.unit === firstUnit ? AxisPlacement.Left : AxisPlacement.Hidden;
    const config = { ...field.config, custom: { ...field.config.custom, axisPlacement } };
    const fields = [options.hideTimes ? withoutAxis(time) : time, { ...field, config }];
    return { refId: frame.refId, meta: frame.meta, length: frame.length, fields };
  });
}

const withoutAxis = (time: Field): Field => ({
  ...time,
  config: { ...time.config, custom: { ...time.config.custom, axisPlacement: AxisPlacement.Hidden } },
});

function drawnField(
  { field, frame }: TimedSeries,
  frames: DataFrame[],
  index: number,
  { theme, timeZone }: DrawOptions
): Field {
  const displayName = getFieldDisplayName(field, frame, frames);
  const config: FieldConfig<GraphFieldConfig> = {
    ...field.config,
    unit: field.config.unit ?? THROUGHPUT_UNIT,
    color: field.config.color ?? { mode: FieldColorModeId.PaletteClassic },
    displayName,
    custom: { ...THROUGHPUT_CONFIG, ...field.config.custom },
  };
  const state = { ...field.state, displayName, seriesIndex: field.state?.seriesIndex ?? index };
  const drawn: Field = { ...field, config, state };
  return { ...drawn, display: getDisplayProcessor({ field: drawn, theme, timeZone }) };
}

export const isHidden = (field: Field): boolean => Boolean(field.config.custom?.hideFrom?.viz);
