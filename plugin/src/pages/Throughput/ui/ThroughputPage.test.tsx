import { configure, screen } from '@testing-library/react';
import { resetRuntime, runtime } from '../../../testing/mock-runtime';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../../../testing/mock-runtime')>('../../../testing/mock-runtime').mockRuntime()
);

// Only a hang may fail a test by time.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const ids = testIds.throughput;

beforeEach(() => {
  resetRuntime();
  runtime.backend.answer('POST', '/api/ds/query', { data: { results: {} } });
  for (const path of ['tasks', 'alerts/deliveries', 'experiments']) {
    runtime.backend.answer('GET', `read/v1/${path}`, { data: { items: [] } });
  }
});

it('says that there is no Prometheus, and that nothing was profiled', async () => {
  renderApp('throughput');
  expect(await screen.findByTestId(ids.noProfiles)).toHaveTextContent('An always-on policy');
  expect(screen.getByTestId(ids.noMetrics)).toHaveTextContent('Configuration');
  expect(screen.queryByTestId(testIds.error)).not.toBeInTheDocument();
});

it('says that a query found nothing', async () => {
  runtime.dataSources.push({ uid: 'prom', type: 'prometheus', name: 'Prometheus' });
  renderApp('throughput');
  expect(await screen.findByTestId(ids.noSeries)).toBeInTheDocument();
});

it('does not take a store that fails for one in which nothing was profiled', async () => {
  runtime.backend.answer('POST', '/api/ds/query', { status: 500, data: { message: 'out of order' } });
  renderApp('throughput');
  expect(await screen.findByTestId(testIds.error)).toHaveTextContent('The profiles could not be loaded');
  expect(screen.queryByTestId(ids.noProfiles)).not.toBeInTheDocument();
});

it('says that tasks and alerts are not in the charts', async () => {
  runtime.backend.answer('GET', 'read/v1/tasks', { status: 500, data: { message: 'out of order' } });
  renderApp('throughput');
  expect(await screen.findByTestId(testIds.error)).toHaveTextContent('the charts miss some');
});
