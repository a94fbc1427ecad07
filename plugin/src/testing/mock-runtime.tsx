/** Stands in for the parts of @grafana/runtime that pages use. In a test file: `jest.mock('@grafana/runtime', () => mockRuntime())`. */
import React from 'react';
import type { PluginPageProps } from '@grafana/runtime';
import { FakeBackend } from './fake-backend';

export const runtime = {
  backend: new FakeBackend(),
  actions: new Set<string>(),
  dataSources: [] as Array<{ type: string; uid: string; name: string }>,
};

const READ = 'meshprof-profiling-app.tasks:read';
const WRITE = 'meshprof-profiling-app.tasks:write';

/** As before each test: nothing is answered, an editor looks. */
export function resetRuntime(): void {
  runtime.backend = new FakeBackend();
  runtime.actions = new Set([READ, WRITE]);
  runtime.dataSources = [{ uid: 'pyro', type: 'grafana-pyroscope-datasource', name: 'Pyroscope' }];
}

export const lookAsViewer = () => runtime.actions.delete(WRITE);

export const mockRuntime = () => ({
  ...jest.requireActual<object>('@grafana/runtime'),
  getBackendSrv: () => runtime.backend.asServer(),
  getDataSourceSrv: () => ({
    getList: ({ type: wanted }: { type: string }) => runtime.dataSources.filter(({ type }) => type === wanted),
  }),
  hasPermission: (action: string) => runtime.actions.has(action),
  PluginPage: ({ children, actions, info, pageNav }: PluginPageProps) => (
    <div>
      <h1>{pageNav?.text}</h1>
      {info?.map(({ label, value }) => (
        <div key={label}>{value}</div>
      ))}
      {actions}
      {children}
    </div>
  ),
});
