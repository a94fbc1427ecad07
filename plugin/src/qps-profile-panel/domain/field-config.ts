import {
  AxisPlacement,
  BarAlignment,
  GraphDrawStyle,
  type GraphFieldConfig,
  GraphThresholdsStyleMode,
  LineInterpolation,
  StackingMode,
  VisibilityMode,
} from '@grafana/schema';

/** How throughput is drawn unless the panel says otherwise. */
export const THROUGHPUT_CONFIG: GraphFieldConfig = {
  drawStyle: GraphDrawStyle.Line,
  lineInterpolation: LineInterpolation.Linear,
  lineWidth: 1,
  fillOpacity: 10,
  showPoints: VisibilityMode.Auto,
  pointSize: 5,
  spanNulls: false,
  // A scale that begins elsewhere makes noise look like a change.
  axisSoftMin: 0,
  thresholdsStyle: { mode: GraphThresholdsStyleMode.Off },
};

export const THROUGHPUT_UNIT = 'reqps';

/** The only bar of a chart would fill it. */
const BAR_MAX_WIDTH_PX = 24;

const COST_STACK = { mode: StackingMode.Normal, group: 'cost' };

export const costConfig = (style: 'areas' | 'bars'): GraphFieldConfig => ({
  ...THROUGHPUT_CONFIG,
  ...(style === 'bars'
    ? {
        drawStyle: GraphDrawStyle.Bars,
        // A point stands at the end of its step.
        barAlignment: BarAlignment.Before,
        barWidthFactor: 1,
        barMaxWidth: BAR_MAX_WIDTH_PX,
        lineWidth: 0,
        fillOpacity: 80,
        showPoints: VisibilityMode.Never,
      }
    : { fillOpacity: 60, pointSize: 3 }),
  axisPlacement: AxisPlacement.Left,
  stacking: COST_STACK,
});
