import React from 'react';
import { config } from '@grafana/runtime';
import { PROFILE_TYPES } from '@meshprof/contracts';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { FakeBackend } from '../../../testing/fake-backend';
import { testIds } from '../../../test-ids';
import ConfigurationPage, { type ConfigurationPageProps } from './ConfigurationPage';

let backend: FakeBackend;
let dataSources: Array<{ uid: string; type: string; name: string }>;

jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  getBackendSrv: () => backend.asServer(),
  getDataSourceSrv: () => ({
    getList: ({ type }: { type: string }) => dataSources.filter((source) => source.type === type),
  }),
}));

const ids = testIds.configuration;
const CONTROLLER = { info: { title: 'Meshprof controller', version: '0.1.0' }, paths: { '/v1/tasks': {} } };
const stored = { controllerUrl: 'http://controller:8686' };

function renderPage(jsonData: object, secureJsonFields: object) {
  const meta = { id: 'meshprof-profiling-app', enabled: true, pinned: true, jsonData, secureJsonFields };
  render(<ConfigurationPage {...({ plugin: { meta }, query: {} } as unknown as ConfigurationPageProps)} />);
}

async function findingsOfTest(): Promise<Record<string, string>> {
  renderPage(stored, { secret: true });
  fireEvent.click(screen.getByTestId(ids.test));
  await screen.findByTestId(ids.finding('controller'));
  const lines = ['controller', 'agents', 'access', 'profiles', 'metrics'].map((id) => {
    const line = screen.queryByTestId(ids.finding(id));
    return [id, `${line?.dataset.severity}: ${line?.textContent}`];
  });
  return Object.fromEntries(lines);
}

beforeEach(() => {
  backend = new FakeBackend();
  dataSources = [
    { uid: 'pyro', type: 'grafana-pyroscope-datasource', name: 'P' },
    { uid: 'prom', type: 'prometheus', name: 'M' },
  ];
  config.bootData = { user: { orgRole: 'Admin' } } as typeof config.bootData;
});

it('is for administrators only', () => {
  config.bootData = { user: { orgRole: 'Editor' } } as typeof config.bootData;
  renderPage(stored, { secret: true });
  expect(screen.getByTestId(testIds.empty)).toHaveTextContent('Only administrators');
  expect(screen.queryByTestId(ids.form)).not.toBeInTheDocument();
});

it('saves URL and secret, the secret only where no browser reads it again', async () => {
  renderPage({ futureSetting: 1 }, {});
  fireEvent.change(screen.getByTestId(ids.controllerUrl), { target: { value: 'http://controller:8686' } });
  fireEvent.change(screen.getByTestId(ids.secret), { target: { value: 's3cret' } });
  fireEvent.change(screen.getByTestId(ids.duration), { target: { value: '30' } });
  fireEvent.submit(screen.getByTestId(ids.form));
  await waitFor(() => expect(backend.asked).toHaveLength(1));
  expect(backend.asked[0]).toMatchObject({
    url: '/api/plugins/meshprof-profiling-app/settings',
    data: {
      enabled: true,
      pinned: true,
      jsonData: { controllerUrl: 'http://controller:8686', defaultDurationMs: 30_000, futureSetting: 1 },
      secureJsonData: { secret: 's3cret' },
    },
  });
});

it('cannot save what is incomplete, nor test what is not saved', () => {
  renderPage({}, {});
  fireEvent.change(screen.getByTestId(ids.controllerUrl), { target: { value: 'controller' } });
  expect(screen.getByTestId(ids.save)).toHaveAttribute('aria-disabled', 'true');
  expect(screen.getByTestId(ids.test)).toHaveAttribute('aria-disabled', 'true');
  expect(screen.getByText(/Enter the controller’s full URL/)).toBeInTheDocument();
});

describe('the connection test', () => {
  const answerDataSources = () => {
    const types = PROFILE_TYPES.map(({ storedAs }) => ({ id: storedAs, label: storedAs }));
    backend.answer('GET', '/api/datasources/uid/pyro/resources/profileTypes', { data: types });
    const frame = { schema: { fields: [] }, data: { values: [[1], [1]] } };
    backend.answer('POST', '/api/ds/query', { data: { results: { A: { frames: [frame] } } } });
  };

  it('says what is in order', async () => {
    answerDataSources();
    backend.answer('GET', 'read/openapi.json', { data: CONTROLLER });
    const agents = [{ state: 'connected' }, { state: 'lost' }];
    backend.answer('GET', 'read/v1/agents', { data: { items: agents } });
    backend.answer('GET', 'admin/v1/audit', { data: { items: [] } });
    expect(await findingsOfTest()).toEqual({
      controller: 'success: Controller 0.1.0 answers and accepts the secret',
      agents: 'success: 1 of 2 agents connected',
      access: 'success: Your access: everything (level admin)',
      profiles: `success: P has Meshprof profiles of the last day (types: ${PROFILE_TYPES.length})`,
      metrics: 'success: M answers',
    });
  });

  it('tells a wrong secret from an address with nothing behind it and from another server', async () => {
    backend.answer('GET', 'read/openapi.json', { data: CONTROLLER });
    backend.answer('GET', 'read/v1/agents', { status: 401, data: { code: 'unauthenticated', title: 'No' } });
    expect((await findingsOfTest()).controller).toMatch(/^error: .*does not accept the secret/);
    backend.answer('GET', 'read/openapi.json', { status: 502, data: '' });
    fireEvent.click(screen.getByTestId(ids.test));
    expect(await screen.findByText('Nothing answers at this URL')).toBeInTheDocument();
    backend.answer('GET', 'read/openapi.json', { data: '<!doctype html><title>nginx</title>' });
    fireEvent.click(screen.getByTestId(ids.test));
    expect(await screen.findByText(/is no Meshprof controller/)).toBeInTheDocument();
  });

  it('repeats what the controller itself refuses', async () => {
    const problem = { code: 'foreign-origin', title: 'The request comes from elsewhere', detail: 'Add the name.' };
    backend.answer('GET', 'read/openapi.json', { status: 403, data: problem });
    expect((await findingsOfTest()).controller).toBe('error: The request comes from elsewhereAdd the name.');
  });

  it('warns of a store without Meshprof’s profiles, and of none at all', async () => {
    backend.answer('GET', 'read/openapi.json', { status: 502, data: '' });
    const others = [{ id: 'memory:inuse_space:bytes:space:bytes', label: 'memory' }];
    backend.answer('GET', '/api/datasources/uid/pyro/resources/profileTypes', { data: others });
    dataSources = dataSources.filter(({ uid }) => uid === 'pyro');
    const findings = await findingsOfTest();
    expect(findings.profiles).toMatch(/^warning: P has no Meshprof profile types yet/);
    expect(findings.metrics).toMatch(/^warning: Grafana has no Prometheus data source/);
  });
});
