import { LegendDisplayMode, type VizLegendOptions } from '@grafana/schema';

/** Of each chart; the panel has one legend of its own for all. */
export const NO_LEGEND: VizLegendOptions = {
  showLegend: false,
  displayMode: LegendDisplayMode.List,
  placement: 'bottom',
  calcs: [],
};
