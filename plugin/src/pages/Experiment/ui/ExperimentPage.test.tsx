import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { type Experiment, VOID_REASONS } from '@meshprof/contracts';
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
      ...{ phase: 'variants', block: 2, blocks: 8, slot: 1, slots: 5, variant: 'tracing-100' },
      ...{ step: 'measure', leftMs: 1_740_000 },
    },
    ...more,
  });

/** What the measured run says of a slot that does not count. */
function voidReason(): string {
  const cause = makeExperiment().slots.find((slot) => slot.void)?.void;
  if (!cause) {
    throw new Error('The golden experiment has no void slot');
  }
  return VOID_REASONS[cause.reason];
}

beforeEach(resetRuntime);

describe('a report', () => {
  it('begins with what each setting costs, and that the configuration is back', async () => {
    answer(makeExperiment());
    renderApp('experiments/exp-1');
    const answers = within(await screen.findByTestId(ids.answer));
    expect(answers.getByText(/“tracing-100” costs .* more CPU per request than “off”/)).toBeInTheDocument();
    expect(screen.getByTestId(ids.configuration)).toHaveTextContent('The original configuration is back');
    const row = within(screen.getByTestId(ids.row('tracing-100')));
    expect(row.getByText('Costs')).toBeInTheDocument();
    expect(within(screen.getByTestId(ids.forest('cpu'))).getAllByRole('row')).toHaveLength(5);
    expect(screen.getByTestId(ids.waterfallRow('tracing.span'))).toHaveTextContent('direct');
    expect(screen.getByTestId(ids.voidSlots)).toHaveTextContent(voidReason());
  });

  it('is compared another way by the URL', async () => {
    answer(makeExperiment());
    renderApp('experiments/exp-1?variant=tracing-1');
    expect(await screen.findByTestId(ids.waterfallRow('variant'))).toHaveTextContent('tracing-1');
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
    expect(await screen.findByTestId(ids.progress)).toHaveTextContent('Block 3 of 8 · slot 2 of 5 · tracing-100');
    expect(screen.getByTestId(ids.progress)).toHaveTextContent('about 29 min left');
    expect(screen.getByTestId(ids.configuration)).toHaveTextContent('The proxy has the settings of “tracing-100”');
    expect(screen.getByText(/After 2 of 8 blocks/)).toBeInTheDocument();
    expect(screen.getByTestId(ids.guards)).toHaveTextContent(/p99 is above \d+ times the baseline’s for \d+/);
    expect(screen.queryByTestId(ids.answer)).not.toBeInTheDocument();
  });

  it('shows what its guards see, and how far from stopping it is', async () => {
    const guards = {
      atUnixMs: Date.now() - 4_000,
      readings: [
        { guard: 'errors' as const, value: 0.1, limit: 0.5 },
        { guard: 'latency' as const, value: 9_000, limit: 10_000, beyondMs: 0 },
        { guard: 'restarts' as const, value: 0, limit: 0 },
        { guard: 'rejected' as const, value: 0, limit: 0 },
        { guard: 'drift' as const, value: 0, limit: 0 },
        { guard: 'disk' as const, value: 64, limit: 10 },
        { guard: 'duration' as const, value: 600_400, limit: 7_200_000 },
      ],
    };
    const run = running();
    answer({ ...run, progress: { ...run.progress!, guards } });
    const first = renderApp('experiments/exp-1');
    expect(await screen.findByTestId(ids.guard('errors'))).toHaveTextContent('Now 0.10 %, stops above 0.50 %');
    expect(screen.getByTestId(ids.guard('latency'))).toHaveTextContent('Now 9.00 ms, above 10.0 ms for 0 s');
    expect(screen.getByTestId(ids.guard('proxy'))).toHaveTextContent('Seen so far: 0');
    expect(screen.getByTestId(ids.guard('disk'))).toHaveTextContent('Now 64 % free, stops below 10 %');
    expect(screen.getByTestId(ids.guard('duration'))).toHaveTextContent('Now 10 min, stops above 2 h');
    first.unmount();
    answer({ ...run, state: 'restoring', progress: { ...run.progress!, guards } });
    renderApp('experiments/exp-1');
    expect(await screen.findByTestId(ids.guard('errors'))).not.toHaveTextContent('Now');
  });

  it('shows the noise of the A/A run before any variant is measured', async () => {
    const run = running({ report: undefined });
    const noise = { aaSlots: 6, sdPercent: 3.2, detectablePercent: 4.1 };
    answer({ ...run, progress: { ...run.progress!, noise } });
    renderApp('experiments/exp-1');
    expect(await screen.findByTestId(ids.progress)).toHaveTextContent(
      'Equal measurements differ by 3.2 % (standard deviation, 6 A/A slots). Effects of 4.1 % are found with 80 % power.'
    );
  });

  it('that is proposed begins when another administrator approves it', async () => {
    asAdmin();
    const proposed = running({
      state: 'draft',
      progress: undefined,
      report: undefined,
      slots: [],
      startUnixMs: undefined,
    });
    answer(proposed);
    runtime.backend.answer('POST', `experiment/${PATH}/approve`, {
      data: { ...proposed, state: 'approved', approvedBy: 'ben' },
    });
    renderApp('experiments/exp-1');
    fireEvent.click(await screen.findByTestId(ids.approve));
    expect(await screen.findByText('ben')).toBeInTheDocument();
    expect(asked('POST', '/approve')).toBeDefined();
    expect(screen.queryByTestId(ids.approve)).not.toBeInTheDocument();
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
