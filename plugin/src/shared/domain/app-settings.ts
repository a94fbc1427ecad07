import { createContext, useContext } from 'react';

/** `jsonData` of the app's settings; the secret is only ever in `secureJsonData`, which no browser sees. */
export interface AppSettings {
  controllerUrl?: string;
  /** Pyroscope data source; the first one if absent. */
  dataSourceUid?: string;
}

const AppSettingsContext = createContext<AppSettings>({});

export const AppSettingsProvider = AppSettingsContext.Provider;
export const useAppSettings = (): AppSettings => useContext(AppSettingsContext);
