import { LegendDisplayMode, type VizLegendOptions } from '@grafana/schema';

export type PanelView = 'time' | 'relation' | 'both';
export type CostStyle = 'auto' | 'areas' | 'bars';

export interface PanelOptions {
  view: PanelView;
  /** Of the scatter; '' is the largest. */
  category: string;
  /** Categories drawn by themselves; the rest is one. */
  maxCategories: number;
  costStyle: CostStyle;
  showBands: boolean;
  /** Series selector for the flame graph of a range; '' takes that of the profile query. */
  profileSelector: string;
  legend: VizLegendOptions;
}

export const DEFAULT_OPTIONS: PanelOptions = {
  view: 'time',
  category: '',
  maxCategories: 8,
  costStyle: 'auto',
  showBands: true,
  profileSelector: '',
  legend: { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom', calcs: [] },
};
