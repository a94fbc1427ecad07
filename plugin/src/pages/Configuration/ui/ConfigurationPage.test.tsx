import React from 'react';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { FakeBackend } from '../../../testing/fake-backend';
import { testIds } from '../../../test-ids';
import ConfigurationPage, { type ConfigurationPageProps } from './ConfigurationPage';

let backend: FakeBackend;

jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  getBackendSrv: () => backend.asServer(),
  getDataSourceSrv: () => ({ getList: () => [{ uid: 'pyro', type: 'grafana-pyroscope-datasource', name: 'P' }] }),
}));

const ids = testIds.configuration;

function renderPage(jsonData: object, secureJsonFields: object) {
  const meta = { id: 'meshprof-profiling-app', enabled: true, pinned: true, jsonData, secureJsonFields };
  render(<ConfigurationPage {...({ plugin: { meta }, query: {} } as unknown as ConfigurationPageProps)} />);
}

beforeEach(() => {
  backend = new FakeBackend();
});

it('saves URL and secret, the secret only where no browser reads it again', async () => {
  renderPage({}, {});
  fireEvent.change(screen.getByTestId(ids.controllerUrl), { target: { value: 'http://controller:8686' } });
  fireEvent.change(screen.getByTestId(ids.secret), { target: { value: 's3cret' } });
  fireEvent.submit(screen.getByTestId(ids.form));
  await waitFor(() => expect(backend.asked).toHaveLength(1));
  expect(backend.asked[0]).toMatchObject({
    url: '/api/plugins/meshprof-profiling-app/settings',
    data: {
      enabled: true,
      pinned: true,
      jsonData: { controllerUrl: 'http://controller:8686' },
      secureJsonData: { secret: 's3cret' },
    },
  });
});

it('cannot save what is incomplete, nor test what is not saved', () => {
  renderPage({}, {});
  fireEvent.change(screen.getByTestId(ids.controllerUrl), { target: { value: 'controller' } });
  expect(screen.getByTestId(ids.save)).toHaveAttribute('aria-disabled', 'true');
  expect(screen.getByTestId(ids.test)).toHaveAttribute('aria-disabled', 'true');
});

it('says whether the controller answers and accepts the secret', async () => {
  renderPage({ controllerUrl: 'http://controller:8686' }, { secret: true });
  const problem = { code: 'unauthenticated', title: 'Credentials are missing or wrong', detail: 'Set the secret.' };
  backend.answer('GET', 'read/v1/tasks', { status: 401, data: problem });
  fireEvent.click(screen.getByTestId(ids.test));
  expect(await screen.findByTestId(testIds.error)).toHaveTextContent(
    'Credentials are missing or wrong. Set the secret.'
  );
  backend.answer('GET', 'read/v1/tasks', { data: { items: [] } });
  fireEvent.click(screen.getByTestId(ids.test));
  expect(await screen.findByText(/accepts the secret/)).toBeInTheDocument();
});
