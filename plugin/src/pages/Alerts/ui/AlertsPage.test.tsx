import { configure, fireEvent, screen, within } from '@testing-library/react';
import type { AlertDelivery } from '@meshprof/contracts';
import { resetRuntime, runtime } from '../../../testing/mock-runtime';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../../../testing/mock-runtime')>('../../../testing/mock-runtime').mockRuntime()
);

// Only a hang may fail a test by time: the first lazy page of a run compiles half of @grafana/ui.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const refused: AlertDelivery = {
  id: 'd1',
  source: 'grafana',
  outcome: 'refused',
  reason: 'No process matches.',
  remedy: 'Add a label that names them.',
  alertName: 'HighLatency',
  fingerprint: 'f1',
  startsAt: '2026-11-24T16:00:00Z',
  labels: { alertname: 'HighLatency', pod: 'web-1' },
  usedLabels: { pod: 'pod' },
  selector: { pod: 'web-1' },
  notes: [],
  receivedAt: '2026-11-24T16:00:05Z',
  lastReceivedAt: '2026-11-24T16:00:05Z',
  repeats: 0,
};
const ids = testIds.alerts;
const answer = (items: AlertDelivery[]) =>
  runtime.backend.answer('GET', 'read/v1/alerts/deliveries', { data: { items } });

beforeEach(() => {
  resetRuntime();
  runtime.backend.answer('GET', 'read/v1/setup', { data: { version: '1.0.0', webhooks: { secret: true } } });
  runtime.backend.answer('GET', 'read/v1/targets', { data: { items: [] } });
  answer([refused]);
});

it('says why an alert has no task, and offers to profile by hand what it meant', async () => {
  runtime.backend.answer('GET', 'read/v1/alerts/deliveries/d1', { data: refused });
  renderApp('alerts');
  const row = within(await screen.findByTestId(ids.row('d1')));
  expect(row.getByText('Add a label that names them.')).toBeInTheDocument();
  fireEvent.click(row.getByTestId(ids.open('d1')));
  const drawer = within(await screen.findByTestId(ids.drawer));
  expect(drawer.getByRole('link', { name: 'Profile by hand' })).toHaveAttribute(
    'href',
    expect.stringContaining(`selector=${encodeURIComponent('pod="web-1"')}`)
  );
});

it('shows the way to a first alert where none was delivered', async () => {
  answer([]);
  renderApp('alerts');
  expect(await screen.findByTestId(ids.snippet('test'))).toBeInTheDocument();
  expect(screen.getByTestId(testIds.empty)).toHaveTextContent('No alert has been delivered yet');
});

it('lists nothing where filters leave nothing, and clears them', async () => {
  answer([]);
  renderApp('alerts?outcome=accepted');
  expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('No alert passes these filters');
  expect(screen.queryByTestId(ids.snippet('test'))).not.toBeInTheDocument();
  answer([refused]);
  fireEvent.click(screen.getByRole('button', { name: 'Clear the filters' }));
  expect(await screen.findByTestId(ids.row('d1'))).toBeInTheDocument();
});
