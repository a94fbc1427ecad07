import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Experiment } from '@meshprof/contracts';
import { makeExperiment, makeReport } from '../../../testing/experiment-fixtures';
import { resetRuntime, runtime } from '../../../testing/mock-runtime';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../../../testing/mock-runtime')>('../../../testing/mock-runtime').mockRuntime()
);

// Only a hang may fail a test by time.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const ids = testIds.experiment;
const PATH = 'v1/experiments/exp-1';
const asAdmin = () => runtime.actions.add('meshprof-profiling-app.experiments:write');
const answer = (experiment: Experiment) => runtime.backend.answer('GET', `read/${PATH}`, { data: experiment });
const asked = (method: string, end: string) =>
  runtime.backend.asked.find((request) => request.method === method && request.url.endsWith(end));
const running = (more: Partial<Experiment> = {}) =>
  makeExperiment({
    state: 'running',
    slots: makeExperiment().slots.slice(0, 20),
    report: makeReport({ blocks: 2 }),
    progress: {
      ...{ phase: 'variants', block: 2, blocks: 8, slot: 1, slots: 5, variant: 'sampling-100' },
      ...{ step: 'measure', leftMs: 1_740_000 },
    },
    ...more,
  });

beforeEach(resetRuntime);

describe('a report', () => {
  it('begins with what each setting costs, and that the configuration is back', async () => {
    answer(makeExperiment());
    renderApp('experiments/exp-1');
    const answers = within(await screen.findByTestId(ids.answer));
    expect(answers.getByText(/“sampling-100” costs .* more CPU per request than “off”/)).toBeInTheDocument();
    expect(screen.getByTestId(ids.configuration)).toHaveTextContent('The original configuration is back');
    const row = within(screen.getByTestId(ids.row('sampling-100')));
    expect(row.getByText('Costs')).toBeInTheDocument();
    expect(within(screen.getByTestId(ids.forest('cpu'))).getAllByRole('row')).toHaveLength(4);
    expect(screen.getByTestId(ids.waterfallRow('tracing.span'))).toHaveTextContent('direct');
    expect(screen.getByTestId(ids.voidSlots)).toHaveTextContent('The hypervisor took more than 1 %');
  });

  it('is compared another way by the URL', async () => {
    answer(makeExperiment());
    renderApp('experiments/exp-1?variant=sampling-1');
    expect(await screen.findByTestId(ids.waterfallRow('variant'))).toHaveTextContent('sampling-1');
  });

  it('leads to an annotation only who may write one', async () => {
    answer(makeExperiment());
    runtime.backend.answer('POST', '/api/annotations', { data: { id: 1 } });
    const first = renderApp('experiments/exp-1');
    expect(await screen.findByTestId(ids.annotate)).toHaveAttribute('aria-disabled', 'true');
    first.unmount();
    runtime.actions.add('annotations:create');
    renderApp('experiments/exp-1');
    fireEvent.click(await screen.findByTestId(ids.annotate));
    await screen.findByText('Annotated in Grafana');
    expect(asked('POST', '/api/annotations')?.data).toMatchObject({
      time: makeReport().startUnixMs,
      tags: ['meshprof', 'meshprof-experiment'],
    });
  });

  it('is run again with the same seed, by an administrator', async () => {
    answer(makeExperiment());
    const first = renderApp('experiments/exp-1');
    expect(await screen.findByTestId(ids.rerun)).toHaveAttribute('aria-disabled', 'true');
    first.unmount();
    asAdmin();
    const again = makeExperiment({ id: 'exp-2', state: 'approved', report: undefined, slots: [] });
    runtime.backend.answer('POST', `experiment/${PATH}/rerun`, { status: 201, data: again });
    runtime.backend.answer('GET', 'read/v1/experiments/exp-2', { data: again });
    renderApp('experiments/exp-1');
    fireEvent.click(await screen.findByTestId(ids.rerun));
    await waitFor(() => expect(screen.getByTestId('url')).toHaveTextContent('/experiments/exp-2'));
    expect(asked('POST', '/rerun')?.data).toEqual({ seed: 'same' });
  });
});

describe('a run', () => {
  it('shows where it is, what it has found so far and what stops it', async () => {
    answer(running());
    renderApp('experiments/exp-1');
    expect(await screen.findByTestId(ids.progress)).toHaveTextContent('Block 3 of 8 · slot 2 of 5 · sampling-100');
    expect(screen.getByTestId(ids.progress)).toHaveTextContent('about 29 min left');
    expect(screen.getByTestId(ids.configuration)).toHaveTextContent('The proxy has the settings of “sampling-100”');
    expect(screen.getByText(/After 2 of 8 blocks/)).toBeInTheDocument();
    expect(screen.getByTestId(ids.guards)).toHaveTextContent('p99 is above 2 times the baseline’s for 10 s');
    expect(screen.queryByTestId(ids.answer)).not.toBeInTheDocument();
  });

  it('is aborted after a question only', async () => {
    asAdmin();
    answer(running());
    runtime.backend.answer('POST', `experiment/${PATH}/abort`, { data: running({ order: 'abort' }) });
    renderApp('experiments/exp-1');
    fireEvent.click(await screen.findByTestId(ids.abort));
    const dialog = within(await screen.findByRole('dialog'));
    expect(asked('POST', '/abort')).toBeUndefined();
    fireEvent.click(dialog.getByRole('button', { name: 'Abort and restore' }));
    expect(await screen.findByText('It ends: the configuration is put back first')).toBeInTheDocument();
  });

  it('is paused, and says so before it is', async () => {
    asAdmin();
    answer(running());
    runtime.backend.answer('POST', `experiment/${PATH}/pause`, { data: running({ order: 'pause' }) });
    renderApp('experiments/exp-1');
    fireEvent.click(await screen.findByTestId(ids.pause));
    expect(await screen.findByText('It pauses: the configuration is put back first')).toBeInTheDocument();
    expect(screen.getByTestId(ids.resume)).toBeEnabled();
  });

  it('that nobody hears of says since when', async () => {
    answer(running({ silentSinceUnixMs: Date.now() - 300_000 }));
    renderApp('experiments/exp-1');
    expect(await screen.findByText(/Its agent was last heard of 5 minutes ago/)).toBeInTheDocument();
  });
});

it('raises an alarm where the configuration is not proven to be back', async () => {
  answer(makeExperiment({ state: 'restore-failed', report: undefined, detail: 'The proxy does not answer.' }));
  renderApp('experiments/exp-1');
  const alarm = await screen.findByTestId(ids.configuration);
  expect(alarm).toHaveTextContent('not proven to be back');
  expect(alarm).toHaveTextContent('The proxy does not answer. Look at the proxy now');
});

it('says that there is no such experiment', async () => {
  const problem = { code: 'not-found', title: 'Not found', status: 404 };
  runtime.backend.answer('GET', `read/${PATH}`, { status: 404, data: problem });
  renderApp('experiments/exp-1');
  expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('There is no such experiment');
});
