import { createContext, useContext } from 'react';
import type { RawRange } from './time-range';

/** `jsonData` of the app's settings; the secret is only ever in `secureJsonData`, which no browser sees. */
export interface AppSettings {
  controllerUrl?: string;
  /** Pyroscope data source; the first one if absent. */
  dataSourceUid?: string;
  /** Prometheus data source for throughput; the first one if absent. */
  prometheusUid?: string;
  /** What pages with a time range begin with. */
  defaultTimeRange?: RawRange;
  /** What the forms for new tasks begin with. */
  defaultDurationMs?: number;
  defaultFrequencyHz?: number;
  /** PromQL that the throughput page begins with. */
  defaultThroughputQuery?: string;
}

const AppSettingsContext = createContext<AppSettings>({});

export const AppSettingsProvider = AppSettingsContext.Provider;
export const useAppSettings = (): AppSettings => useContext(AppSettingsContext);
