/** Renders the whole app at a URL below its base, as Grafana does. */
import React from 'react';
import { type AppPluginMeta, type AppRootProps, PluginType } from '@grafana/data';
import { render } from '@testing-library/react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router-dom';
import App from '../app/App';
import { PLUGIN_BASE_URL } from '../constants';

function CurrentUrl() {
  const { pathname, search } = useLocation();
  return <output data-testid="url">{pathname + search}</output>;
}

export function renderApp(path: string) {
  const meta = { id: 'meshprof-profiling-app', type: PluginType.app, jsonData: {} } as unknown as AppPluginMeta;
  const props = { meta } as AppRootProps;
  return render(
    <MemoryRouter
      initialEntries={[`${PLUGIN_BASE_URL}/${path}`]}
      future={{ v7_startTransition: true, v7_relativeSplatPath: true }}
    >
      <Routes>
        <Route path={`${PLUGIN_BASE_URL}/*`} element={<App {...props} />} />
      </Routes>
      <CurrentUrl />
    </MemoryRouter>
  );
}
