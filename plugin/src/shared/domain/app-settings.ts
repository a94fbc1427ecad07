import { createContext, useContext } from 'react';

/** `jsonData` of the app's settings; the secret is only ever in `secureJsonData`, which no browser sees. */
export interface AppSettings {
  controllerUrl?: string;
  /** Pyroscope data source; the first one if absent. */
  dataSourceUid?: string;
  /** What pages with a time range start with, in Grafana's syntax; the last hour if absent. */
  defaultTimeRange?: { from: string; to: string };
}

const AppSettingsContext = createContext<AppSettings>({});

export const AppSettingsProvider = AppSettingsContext.Provider;
export const useAppSettings = (): AppSettings => useContext(AppSettingsContext);
