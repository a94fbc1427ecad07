import { useLayoutEffect } from 'react';
import type { UPlotConfigBuilder } from '@grafana/ui';

interface Props {
  config: UPlotConfigBuilder;
  /** Charts with the same key share their cursor; absent where the dashboard synchronises them. */
  syncKey: string | undefined;
}

/** By itself uPlot leaves room beside the plot only where there is an axis across. */
const PADDING_PX: [number, number, number, number] = [8, 12, 8, 0];

/**
 * Makes a moment stand at the same place in both charts. As the other uPlot plugins of @grafana/ui it changes the
 * configuration before the chart is made, and draws nothing.
 */
export function AlignedPlot({ config, syncKey }: Props) {
  useLayoutEffect(() => {
    config.setPadding(PADDING_PX);
    if (syncKey !== undefined) {
      config.setCursor({ sync: { key: syncKey, scales: ['x', null] } });
    }
  }, [config, syncKey]);
  return null;
}
