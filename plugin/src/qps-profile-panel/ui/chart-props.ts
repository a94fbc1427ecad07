import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import type { TimeZone } from '@grafana/schema';
import type { Band } from '../domain/bands';
import type { QpsProfile } from '../domain/qps-profile';
import type { UnixRange } from '../domain/unix-range';

/** What both charts over time and the scatter need. */
export interface ChartProps {
  profile: QpsProfile;
  timeRange: TimeRange;
  timeZone: TimeZone;
  theme: GrafanaTheme2;
  bands: Band[];
  selection: UnixRange | undefined;
  onSelect: (range: UnixRange | undefined) => void;
  /** Where the flame graph of a range is; undefined if there is nothing to ask for. */
  flameGraphHref: (range: UnixRange) => string | undefined;
}
