import { configure, screen, within } from '@testing-library/react';
import { makeTarget, makeTask, makeTaskTarget } from '../../../testing/fixtures';
import { lookAsViewer, resetRuntime, runtime } from '../../../testing/mock-runtime';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../../../testing/mock-runtime')>('../../../testing/mock-runtime').mockRuntime()
);

// Only a hang may fail a test by time.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const series = (labels: Record<string, string>, value: number) => ({
  schema: {
    fields: [
      { name: 'time', type: 'time' },
      { name: 'cpu', type: 'number', labels },
    ],
  },
  data: { values: [[1], [value]] },
});
const sums = (frames: object[]) => ({ data: { results: { A: { status: 200, frames } } } });

beforeEach(() => {
  resetRuntime();
  runtime.backend.answer('POST', '/api/ds/query', sums([]));
  for (const path of ['tasks', 'agents', 'alerts/deliveries', 'targets', 'experiments']) {
    runtime.backend.answer('GET', `read/v1/${path}`, { data: { items: [] } });
  }
});

const block = async (name: keyof typeof testIds.overview) =>
  within(await screen.findByTestId(testIds.overview[name] as string));

it('is where the app opens', async () => {
  renderApp('');
  await screen.findByTestId(testIds.overview.page);
  expect(screen.getByTestId('url')).toHaveTextContent('/a/meshprof-profiling-app/overview');
});

it('tells a newcomer without agents what to do', async () => {
  renderApp('overview');
  expect(await (await block('costs')).findByText('Nothing can be profiled yet')).toBeInTheDocument();
  expect(await (await block('agents')).findByText(/join-token-file/)).toBeInTheDocument();
  expect(await (await block('running')).findByText('No task or experiment is running.')).toBeInTheDocument();
  expect(await (await block('alerts')).findByRole('link', { name: 'Connect alerting' })).toBeInTheDocument();
});

it('offers each service that can be profiled', async () => {
  runtime.backend.answer('GET', 'read/v1/targets', { data: { items: [makeTarget()] } });
  renderApp('overview');
  const button = await screen.findByTestId(testIds.overview.profileService('demo-envoy'));
  expect(button).toHaveAttribute(
    'href',
    expect.stringContaining('/tasks/new?selector=service.name%3D%22demo-envoy%22')
  );
});

it('shows costs, what runs, what ended, alerts and agents', async () => {
  runtime.backend.answer(
    'POST',
    '/api/ds/query',
    sums([series({ cost_category: 'tracing.span', service_name: 'shop' }, 1)])
  );
  const running = makeTask({
    id: 'r',
    title: 'runs',
    state: 'running',
    targets: [makeTaskTarget({ state: 'running' })],
  });
  runtime.backend.answer('GET', 'read/v1/tasks', { data: { items: [running, makeTask({ id: 'e', title: 'ended' })] } });
  const delivery = {
    id: 'd',
    alertName: 'slow',
    outcome: 'refused',
    reason: 'In its cool-down.',
    receivedAt: '2026-11-24T12:00:00Z',
  };
  runtime.backend.answer('GET', 'read/v1/alerts/deliveries', { data: { items: [delivery] } });
  const agent = { id: 'a', node: 'worker-9', state: 'lost', lastSeenAt: '2026-11-24T12:00:00Z' };
  runtime.backend.answer('GET', 'read/v1/agents', { data: { items: [agent] } });
  renderApp('overview');
  expect(await (await block('costs')).findByRole('link', { name: 'Tracing: making spans' })).toBeInTheDocument();
  expect(await (await block('services')).findByRole('link', { name: 'shop' })).toBeInTheDocument();
  expect(await (await block('running')).findByRole('progressbar', { name: 'runs' })).toBeInTheDocument();
  expect(await (await block('tasks')).findByRole('link', { name: 'ended' })).toBeInTheDocument();
  expect(await (await block('alerts')).findByText(/In its cool-down/)).toBeInTheDocument();
  expect(await (await block('agents')).findByText('worker-9')).toBeInTheDocument();
});

it('leaves the other blocks standing where one fails, and offers another try', async () => {
  runtime.backend.answer('GET', 'read/v1/agents', { status: 400, data: { message: 'boom' } });
  renderApp('overview');
  const agents = await block('agents');
  expect(await agents.findByText('The agents could not be loaded')).toBeInTheDocument();
  expect(agents.getByTestId(testIds.retry)).toBeInTheDocument();
  expect(await (await block('running')).findByText('No task or experiment is running.')).toBeInTheDocument();
});

it('names the missing data source', async () => {
  runtime.dataSources = [];
  renderApp('overview');
  expect(await (await block('costs')).findByText('No Pyroscope data source')).toBeInTheDocument();
});

it('does not offer to start what the role may not start', async () => {
  lookAsViewer();
  runtime.backend.answer('GET', 'read/v1/targets', { data: { items: [makeTarget()] } });
  renderApp('overview');
  expect(await screen.findByTestId(testIds.overview.profileService('demo-envoy'))).toHaveAttribute(
    'aria-disabled',
    'true'
  );
});
