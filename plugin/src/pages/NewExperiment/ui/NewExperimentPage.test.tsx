import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { ExperimentPlan, ExperimentSpec } from '@meshprof/contracts';
import { makeExperiment } from '../../../testing/experiment-fixtures';
import { resetRuntime, runtime } from '../../../testing/mock-runtime';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../../../testing/mock-runtime')>('../../../testing/mock-runtime').mockRuntime()
);

// Only a hang may fail a test by time.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const ids = testIds.newExperiment;
const PLAN = 'operate/v1/experiments/plan';
const experiment = makeExperiment();
const plan = (more: Partial<ExperimentPlan> = {}) =>
  runtime.backend.answer('POST', PLAN, { data: { ...experiment.plan, ...more } });
const asked = (end: string) =>
  runtime.backend.asked.filter(({ method, url }) => method === 'POST' && url.endsWith(end));
const type = (name: string, value: string) =>
  fireEvent.change(screen.getByTestId(ids.field(name)), { target: { value } });

beforeEach(() => {
  resetRuntime();
  runtime.actions.add('meshprof-profiling-app.experiments:write');
  runtime.backend.answer('GET', 'read/v1/agents', { data: { items: [] } });
  plan();
});

it('plans while one types: order, time, what it could find, and the same as YAML', async () => {
  renderApp('experiments/new?setting=tracing.sampling&node=worker-3');
  await screen.findByTestId(ids.plan);
  expect(screen.getByTestId(ids.plan)).toHaveTextContent('Give the URL that load is sent to.');
  expect(screen.getByTestId(ids.knobFacts('tracing.sampling'))).toHaveTextContent('at once; no connection drains');
  type('url', 'http://127.0.0.1:10000/');
  const schedule = await screen.findByTestId(ids.schedule);
  expect(within(schedule).getAllByRole('row')).toHaveLength(8);
  expect(screen.getByTestId(ids.plan)).toHaveTextContent(/Takes about\d+ min/);
  const spec = asked('/plan').at(-1)?.data as ExperimentSpec;
  expect(spec.variants.map(({ name }) => name)).toEqual(['tracing-100', 'tracing-10', 'tracing-1']);
  expect(spec.target).toMatchObject({ node: 'worker-3' });
  fireEvent.click(screen.getByTestId(testIds.specYaml.toggle));
  expect(screen.getByTestId(testIds.specYaml.text)).toHaveTextContent('driver: envoy-runtime');
});

it('does not start what the plan refuses, and says what to do', async () => {
  plan({
    findings: [{ severity: 'error', code: 'too-few', sentence: 'Six blocks are too few.', remedy: 'Take eight.' }],
  });
  renderApp('experiments/new?template=tracing-sampling&node=worker-3');
  await screen.findByTestId(ids.plan);
  type('url', 'http://127.0.0.1:10000/');
  expect(await screen.findByTestId(ids.finding('too-few'))).toHaveTextContent('Take eight.');
  await waitFor(() => expect(screen.getByTestId(ids.submit)).toHaveAttribute('aria-disabled', 'true'));
});

it('starts it and leads to its run', async () => {
  runtime.backend.answer('POST', 'experiment/v1/experiments', { status: 201, data: experiment });
  runtime.backend.answer('GET', 'read/v1/experiments/exp-1', { data: experiment });
  renderApp('experiments/new?template=tracing-sampling&node=worker-3');
  await screen.findByTestId(ids.plan);
  type('url', 'http://127.0.0.1:10000/');
  await screen.findByTestId(ids.schedule);
  await waitFor(() => expect(screen.getByTestId(ids.submit)).not.toHaveAttribute('aria-disabled', 'true'));
  fireEvent.click(screen.getByTestId(ids.submit));
  await waitFor(() => expect(screen.getByTestId('url')).toHaveTextContent('/experiments/exp-1'));
  const [created] = asked('/v1/experiments');
  expect(created?.headers).toHaveProperty('Idempotency-Key');
  expect(created?.data).toMatchObject({ driver: 'envoy-runtime', blocks: 8, windowMs: 30_000 });
});

it('repeats one with changes', async () => {
  runtime.backend.answer('GET', 'read/v1/experiments/exp-1', { data: experiment });
  renderApp('experiments/new?copy=exp-1');
  expect(await screen.findByDisplayValue(makeExperiment().title)).toBeInTheDocument();
  expect(screen.getByTestId(ids.variant(3))).toBeInTheDocument();
});

it('names the experiment agent that is missing', async () => {
  renderApp('experiments/new');
  expect(await screen.findByText('No experiment agent has joined yet')).toBeInTheDocument();
});

it('lets an editor plan, but not start', async () => {
  runtime.actions.delete('meshprof-profiling-app.experiments:write');
  renderApp('experiments/new?template=tracing-sampling&node=worker-3');
  await screen.findByTestId(ids.plan);
  type('url', 'http://127.0.0.1:10000/');
  expect(await screen.findByTestId(ids.schedule)).toBeInTheDocument();
  expect(screen.getByTestId(ids.submit)).toHaveAttribute('aria-disabled', 'true');
});
