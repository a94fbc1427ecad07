import React from 'react';
import type { BackendSrv, BackendSrvRequest } from '@grafana/runtime';
import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { of, throwError } from 'rxjs';
import { compareUrl } from '../../../routes';
import { FakeBackend } from '../../../testing/fake-backend';
import { makeTask, makeTaskTarget } from '../../../testing/fixtures';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

let backend: FakeBackend;
let dataSources: object[];
/** Samples in each function, by label selector; what is not here has no data. */
let stored: Record<string, Record<string, number>>;

jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  getBackendSrv: () => ({ fetch: answer }) as unknown as BackendSrv,
  getDataSourceSrv: () => ({ getList: () => dataSources }),
  hasPermission: () => true,
  PluginPage: ({ children, actions }: import('@grafana/runtime').PluginPageProps) => (
    <div>
      {actions}
      {children}
    </div>
  ),
}));

jest.mock('@shared/ui/profile-view/ProfileGraph', () => ({
  __esModule: true,
  default: ({ frame }: { frame: import('@grafana/data').DataFrame }) => (
    <div data-testid="graph">{frame.fields.map(({ name }) => name).join(' ')}</div>
  ),
}));

// Only a hang may fail a test by time.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const PERIOD_NS = 10_101_010;

function answer(request: BackendSrvRequest) {
  if (request.url !== '/api/ds/query') {
    return backend.fetch(request);
  }
  const [{ labelSelector, queryType }] = request.data.queries;
  if (labelSelector === '{bad') {
    const data = { results: { A: { status: 400, error: 'bad selector' } } };
    return throwError(() => ({ status: 400, data, config: request }));
  }
  const samples = Object.entries(stored[labelSelector] ?? {});
  const frames = queryType === 'profile' ? [profileFrame(samples)] : samples.map(seriesFrame);
  return of({ data: { results: { A: { status: 200, frames } } } });
}

const fieldsOf = (names: string[]) => names.map((name) => ({ name, type: name === 'label' ? 'string' : 'number' }));

function profileFrame(samples: Array<[string, number]>) {
  const selfs = samples.map(([, count]) => count * PERIOD_NS);
  const total = selfs.reduce((sum, self) => sum + self, 0);
  const values = [
    [0, ...selfs.map(() => 1)],
    [total, ...selfs],
    [0, ...selfs],
    ['total', ...samples.map(([category]) => `run ${category}`)],
  ];
  return { schema: { fields: fieldsOf(['level', 'value', 'self', 'label']) }, data: { values } };
}

const seriesFrame = ([category, count]: [string, number]) => ({
  schema: {
    fields: [
      { name: 'time', type: 'time' },
      { name: 'cpu', type: 'number', labels: { cost_category: category } },
    ],
  },
  data: { values: [[1], [count]] },
});

const LEFT = '{task_id="old"}';
const RIGHT = '{task_id="new"}';
const at = (labelSelector: string) => ({ labelSelector, from: '1000000', to: '2000000' });
const show = (left: string, right: string) =>
  renderApp(compareUrl(at(left), at(right)).replace('/a/meshprof-profiling-app/', ''));
const params = () => new URL(screen.getByTestId('url').textContent ?? '', 'http://x').searchParams;

beforeEach(() => {
  backend = new FakeBackend();
  dataSources = [{ uid: 'pyro', type: 'grafana-pyroscope-datasource', name: 'Pyroscope' }];
  stored = {
    [LEFT]: { router: 501, xds: 499 },
    [RIGHT]: { router: 701, xds: 299 },
  };
  for (const path of ['tasks', 'alerts/deliveries']) {
    backend.answer('GET', `read/v1/${path}`, { data: { items: [] } });
  }
});

it('says what a comparison needs where there is nothing to compare', async () => {
  renderApp('compare');
  expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('A comparison needs two profiles');
});

it('chooses the last two tasks, and puts them into the link', async () => {
  const tasks = ['new', 'old'].map((id) => makeTask({ id, targets: [makeTaskTarget({ id })] }));
  backend.answer('GET', 'read/v1/tasks', { data: { items: tasks } });
  tasks.forEach((task) => backend.answer('GET', `read/v1/tasks/${task.id}`, { data: task }));
  renderApp('compare');
  expect(await screen.findByText(/Chosen for you: the last two profiles/)).toBeInTheDocument();
  expect([params().get('leftSelector'), params().get('rightSelector')]).toEqual([LEFT, RIGHT]);
  expect(await screen.findByTestId(testIds.compare.facts('left'))).toHaveTextContent('1,000 samples at 99 Hz');
});

it('shows what moved, with its interval, and the differential flame graph', async () => {
  show(LEFT, RIGHT);
  const router = within(await screen.findByTestId(testIds.compare.row('router')));
  expect(router.getByText('+20.0 pp')).toBeInTheDocument();
  expect(router.getByText('+15.8 pp to +24.1 pp')).toBeInTheDocument();
  expect(await screen.findByTestId('graph')).toHaveTextContent('level value self valueRight selfRight label');
});

it('says so where the samples show no difference', async () => {
  stored = { [LEFT]: { router: 51, xds: 49 }, [RIGHT]: { router: 53, xds: 47 } };
  show(LEFT, RIGHT);
  expect(await screen.findByTestId(testIds.compare.row('router'))).toHaveTextContent(
    'no difference shown with 100 and 100 samples'
  );
  expect(screen.getAllByTestId(testIds.compare.warning('few-samples'))).toHaveLength(2);
});

it('puts two flame graphs side by side', async () => {
  show(LEFT, RIGHT);
  fireEvent.click(await screen.findByRole('radio', { name: 'Side by side' }));
  await waitFor(() => expect(screen.getAllByTestId('graph')).toHaveLength(2));
  expect(params().get('layout')).toBe('sides');
});

it('swaps the sides in the link', async () => {
  show(LEFT, RIGHT);
  fireEvent.click(await screen.findByTestId(testIds.compare.swap));
  await waitFor(() => expect([params().get('leftSelector'), params().get('rightSelector')]).toEqual([RIGHT, LEFT]));
});

it('leads from a side to its own flame graph', async () => {
  show(LEFT, RIGHT);
  expect(await screen.findByTestId(testIds.compare.openProfile('left'))).toHaveAttribute(
    'href',
    expect.stringContaining('/profile?type=on-cpu&selector=%7Btask_id%3D%22old%22%7D&from=1000000&to=2000000')
  );
});

it('says which side is empty and what to do, without a graph', async () => {
  show('{service_name="gone"}', RIGHT);
  const left = within(await screen.findByTestId(testIds.compare.side('left')));
  expect(await left.findByText('Nothing was recorded here')).toBeInTheDocument();
  expect(screen.queryByTestId('graph')).not.toBeInTheDocument();
  expect(screen.queryByTestId(testIds.compare.costs)).not.toBeInTheDocument();
});

it('shows the error of a side where that side is', async () => {
  show('{bad', RIGHT);
  const left = within(await screen.findByTestId(testIds.compare.side('left')));
  expect(await left.findByTestId(testIds.error)).toHaveTextContent('bad selector');
  expect(left.getByTestId(testIds.retry)).toBeInTheDocument();
  const right = within(screen.getByTestId(testIds.compare.side('right')));
  expect(await right.findByText(/1,000 samples/)).toBeInTheDocument();
});

it('names the missing data source', async () => {
  dataSources = [];
  show(LEFT, RIGHT);
  expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('No Pyroscope data source');
});
