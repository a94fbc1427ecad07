import { configure, fireEvent, screen, within } from '@testing-library/react';
import type { ExperimentSummary } from '@meshprof/contracts';
import { makeExperimentSummary } from '../../../testing/experiment-fixtures';
import { resetRuntime, runtime } from '../../../testing/mock-runtime';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../../../testing/mock-runtime')>('../../../testing/mock-runtime').mockRuntime()
);

// Only a hang may fail a test by time.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const ids = testIds.experiments;
const LIST = 'read/v1/experiments';
const list = (items: ExperimentSummary[]) => runtime.backend.answer('GET', LIST, { data: { items } });

beforeEach(() => {
  resetRuntime();
  list([makeExperimentSummary()]);
});

it('lists what was compared, by whom and how it ended', async () => {
  list([
    makeExperimentSummary(),
    makeExperimentSummary({ id: 'exp-2', state: 'aborted', abortReason: 'errors-risen' }),
  ]);
  renderApp('experiments');
  const row = within(await screen.findByTestId(ids.row('exp-1')));
  expect(row.getByText('Done')).toBeInTheDocument();
  expect(row.getByText('tracing-100')).toBeInTheDocument();
  expect(row.getByText('mia')).toBeInTheDocument();
  expect(screen.getByTestId(ids.row('exp-2'))).toHaveTextContent('More requests failed than the guard allows.');
});

it('shows how far a run is, and why one waits', async () => {
  const progress = {
    ...({ phase: 'variants', block: 3, blocks: 8, slot: 0, slots: 5, variant: 'off' } as const),
    ...({ step: 'warm', leftMs: 60_000 } as const),
  };
  list([
    makeExperimentSummary({ state: 'running', progress }),
    makeExperimentSummary({ id: 'exp-2', state: 'approved', waitingFor: 'Another experiment has this proxy.' }),
  ]);
  renderApp('experiments');
  expect(await screen.findByRole('progressbar')).toHaveAttribute('aria-valuenow', '38');
  expect(screen.getByTestId(ids.row('exp-2'))).toHaveTextContent('Another experiment has this proxy.');
});

it('asks for what the URL filters by, and forgets it', async () => {
  list([]);
  renderApp('experiments?state=done,aborted,nonsense&search=edge&author=mia');
  expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('No experiment matches the filters');
  expect(runtime.backend.asked.find(({ url }) => url.endsWith(LIST))?.params).toEqual({
    ...{ state: ['done', 'aborted'], search: 'edge', author: 'mia', limit: 100 },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Clear the filters' }));
  expect(screen.getByTestId('url')).toHaveTextContent(/\/experiments$/);
});

it('lets only administrators begin one, and says so', async () => {
  list([]);
  const first = renderApp('experiments');
  expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('No experiment yet');
  expect(screen.getAllByTestId(ids.create)[0]).toHaveAttribute('aria-disabled', 'true');
  first.unmount();
  runtime.actions.add('meshprof-profiling-app.experiments:write');
  renderApp('experiments');
  await screen.findByTestId(testIds.empty);
  expect(screen.getAllByTestId(ids.create)[0]).toHaveAttribute('href', expect.stringContaining('/experiments/new'));
});

it('offers another try if the controller does not answer', async () => {
  runtime.backend.answer('GET', LIST, { status: 400, data: { message: 'no' } });
  renderApp('experiments');
  expect(await screen.findByTestId(testIds.error)).toHaveTextContent('The experiments could not be loaded');
  list([makeExperimentSummary()]);
  fireEvent.click(screen.getByTestId(testIds.retry));
  await screen.findByTestId(ids.row('exp-1'));
});
