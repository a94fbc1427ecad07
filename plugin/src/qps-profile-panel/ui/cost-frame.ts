import {
  type DataFrame,
  type Field,
  FieldColorModeId,
  type FieldConfig,
  FieldType,
  getDisplayProcessor,
} from '@grafana/data';
import type { GraphFieldConfig } from '@grafana/schema';
import { categoryColor, restColor } from '../../shared/domain/category-color';
import type { CategoryShare } from '../domain/cost-shares';
import { costConfig } from '../domain/field-config';
import type { CostStyle } from '../domain/panel-options';
import type { QpsProfile } from '../domain/qps-profile';
import { gapMs, isSparse } from '../domain/steps';
import { categoryTitle, restTitle } from './category-title';
import type { DrawOptions } from './throughput-frames';

export interface CostDrawOptions extends DrawOptions {
  style: CostStyle;
  /** The panel's configuration for all fields. It is meant for throughput: of a category only what differs counts. */
  defaults: FieldConfig;
}

/** The shares as one frame, the largest category at the bottom of the stack. */
export function costFrame({ costs, shown, stretchMs }: QpsProfile, options: CostDrawOptions): DataFrame {
  const { theme, style } = options;
  const { timesUnixMs } = costs;
  const drawStyle = style === 'auto' ? (isSparse(timesUnixMs, stretchMs) ? 'bars' : 'areas') : style;
  const custom = costConfig(drawStyle);
  const categories = shown.largest.map((category) => {
    const overridden = overriddenOnly(category, options.defaults);
    const fixedColor = overridden.color?.fixedColor ?? categoryColor(category.id, theme);
    return shareField(categoryTitle(category), category.shares, fixedColor, overridden, custom, options);
  });
  const { rest } = shown;
  const others = rest ? [shareField(restTitle(rest.count), rest.shares, restColor(theme), {}, custom, options)] : [];
  const time: Field<number> = {
    name: 'time',
    type: FieldType.time,
    values: timesUnixMs,
    config: { interval: gapMs(stretchMs) },
  };
  return { length: timesUnixMs.length, fields: [time, ...categories, ...others] };
}

function overriddenOnly({ field: { config } }: CategoryShare, defaults: FieldConfig): FieldConfig<GraphFieldConfig> {
  const hasOwnThresholds = config.thresholds && !isSame(config.thresholds, defaults.thresholds);
  const hasOwnColor = config.color && !isSame(config.color, defaults.color) && config.color.fixedColor !== undefined;
  return {
    ...(hasOwnColor && { color: config.color }),
    ...(hasOwnThresholds && { thresholds: config.thresholds }),
    custom: {
      hideFrom: config.custom?.hideFrom,
      ...(hasOwnThresholds && { thresholdsStyle: config.custom?.thresholdsStyle }),
    },
  };
}

const isSame = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

function shareField(
  displayName: string,
  values: number[],
  fixedColor: string,
  overridden: FieldConfig<GraphFieldConfig>,
  custom: GraphFieldConfig,
  { theme, timeZone }: DrawOptions
): Field {
  const config: FieldConfig<GraphFieldConfig> = {
    ...overridden,
    displayName,
    unit: 'percentunit',
    min: 0,
    max: 1,
    color: { mode: FieldColorModeId.Fixed, fixedColor },
    custom: { ...custom, ...overridden.custom },
  };
  const field: Field = { name: displayName, type: FieldType.number, values, config, state: { displayName } };
  return { ...field, display: getDisplayProcessor({ field, theme, timeZone }) };
}
