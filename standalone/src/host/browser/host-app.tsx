/** Router, theme and shell around the plugin's root page. */
import {
  type AppPlugin,
  type AppPluginMeta,
  type AppRootProps,
  createTheme,
  type GrafanaTheme2,
  ThemeContext,
} from '@grafana/data';
import { config, locationService, LocationServiceProvider } from '@grafana/runtime';
import { ErrorBoundaryAlert, GlobalStyles, PortalContainer } from '@grafana/ui';
import { useLayoutEffect, useState } from 'react';
import { type Location, type NavigationType, type Navigator, Route, Router, Routes } from 'react-router';
import { ConfigurationPage } from './configuration-page.tsx';
import { LinkInterceptor } from './link-interceptor.tsx';
import { boot } from './page-globals.ts';
import { Shell } from './shell.tsx';
import { chosenTheme, type Mode, storeTheme } from './theme-choice.ts';

/** What the router needs of Grafana's history (history v4, which ships no types). */
interface BrowserHistory extends Navigator {
  readonly location: Location;
  readonly action: NavigationType;
  listen(listener: () => void): () => void;
}

const history = locationService.getHistory() as unknown as BrowserHistory;

function useHistoryLocation() {
  const [state, setState] = useState({ location: history.location, action: history.action });
  useLayoutEffect(() => history.listen(() => setState({ location: history.location, action: history.action })), []);
  return state;
}

function useTheme() {
  const [theme, setTheme] = useState<GrafanaTheme2>(() => themeOf(chosenTheme(boot.theme)));
  const toggle = () => {
    const mode: Mode = theme.isDark ? 'light' : 'dark';
    storeTheme(mode);
    const next = themeOf(mode);
    // What reads the theme outside of React, as Grafana's own toggle does.
    config.theme2 = next;
    setTheme(next);
  };
  return { theme, toggle };
}

const themeOf = (mode: Mode) => createTheme({ colors: { mode } });

const APP_PATH = `/a/${boot.plugin.id}`;
const CONFIGURATION_PATH = `/plugins/${boot.plugin.id}`;

const rootProps = (path: string): AppRootProps => ({
  meta: boot.plugin as unknown as AppPluginMeta,
  basename: APP_PATH,
  path,
  query: {},
  onNavChanged: () => undefined,
});

export function HostApp({ plugin }: { plugin: AppPlugin }) {
  const { location, action } = useHistoryLocation();
  const { theme, toggle } = useTheme();
  const RootPage = plugin.root;
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <Router navigator={history} location={location} navigationType={action}>
          <LinkInterceptor />
          <Shell onToggleTheme={toggle}>
            <ErrorBoundaryAlert>
              <Routes>
                <Route path={`${APP_PATH}/*`} element={RootPage && <RootPage {...rootProps(location.pathname)} />} />
                <Route path={CONFIGURATION_PATH} element={<ConfigurationPage plugin={plugin} />} />
              </Routes>
            </ErrorBoundaryAlert>
          </Shell>
          <PortalContainer />
        </Router>
      </LocationServiceProvider>
    </ThemeContext.Provider>
  );
}
