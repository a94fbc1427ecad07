import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Firing, Policy, PolicyPreview } from '@meshprof/contracts';
import { lookAsViewer, resetRuntime, runtime } from '../../../testing/mock-runtime';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

jest.mock('@grafana/runtime', () => jest.requireActual('../../../testing/mock-runtime').mockRuntime());

// Only a hang may fail a test by time: the first lazy page of a run compiles half of @grafana/ui.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const policy: Policy = {
  id: 'p1',
  name: 'Busy proxies',
  enabled: true,
  rule: {
    kind: 'trigger',
    selector: { role: 'envoy' },
    condition: { source: 'node', metric: 'process-cpu', op: '>', threshold: 80 },
    periodMs: 60_000,
    count: 3,
    coolDownMs: 1_200_000,
    maxConcurrentTasks: 2,
    task: { events: ['on-cpu'], frequencyHz: 99, durationMs: 10_000, beforeMs: 0 },
  },
  author: 'mia',
  createdAt: '2026-11-24T16:00:00.000Z',
  updatedAt: '2026-11-24T16:00:00.000Z',
  updatedBy: 'mia',
  matching: 4,
};

const preview: PolicyPreview = {
  from: '2026-11-24T15:00:00.000Z',
  to: '2026-11-24T16:00:00.000Z',
  tasks: 0,
  held: 0,
  refused: 0,
  firings: [],
  matching: 2,
  measured: 2,
  course: { partMs: 1_800_000, values: [10, 20] },
  notes: [],
};

beforeEach(() => {
  resetRuntime();
  runtime.backend.answer('GET', 'read/v1/policies', { data: { items: [policy] } });
  runtime.backend.answer('GET', 'read/v1/policies/p1', { data: policy });
  runtime.backend.answer('GET', 'read/v1/setup', { data: { version: '1.0.0', prometheus: false } });
  runtime.backend.answer('GET', 'read/v1/targets', { data: { items: [] } });
  runtime.backend.answer('POST', 'operate/v1/policies/preview', { data: preview });
});

it('lists what a policy watches, and switches it off', async () => {
  renderApp('policies');
  const row = within(await screen.findByTestId(testIds.policies.row('p1')));
  expect(row.getByText('Watched: 4')).toBeInTheDocument();
  expect(row.getByText('CPU > 80 %')).toBeInTheDocument();
  runtime.backend.answer('POST', 'operate/v1/policies/p1/disable', { data: { ...policy, enabled: false } });
  fireEvent.click(row.getByTestId(testIds.policies.enabled('p1')));
  await waitFor(() => expect(runtime.backend.asked.some(({ url }) => url.endsWith('/p1/disable'))).toBe(true));
});

it('lets a viewer look, and says why not more', async () => {
  lookAsViewer();
  renderApp('policies');
  const row = within(await screen.findByTestId(testIds.policies.row('p1')));
  expect(row.getByTestId(testIds.policies.enabled('p1'))).toBeDisabled();
  expect(screen.getByTestId(testIds.policies.create)).toHaveAttribute('aria-disabled', 'true');
});

it('shows what a trigger did, with the value and its task', async () => {
  const at = new Date().toISOString();
  const reading = { metric: 'process-cpu', op: '>', threshold: 80, measured: 93.5, unit: '%' };
  const firing: Firing = {
    id: 'f1',
    policyId: 'p1',
    at,
    lastAt: at,
    repeats: 0,
    what: 'CPU of envoy (pid 7) on n1',
    ...reading,
    outcome: 'started',
    taskId: 'task-9',
  };
  runtime.backend.answer('GET', 'read/v1/policies/p1/firings', { data: { items: [firing] } });
  renderApp('policies/p1');
  const row = within(await screen.findByTestId(testIds.policy.firing('f1')));
  expect(row.getByText('93.5 %')).toBeInTheDocument();
  expect(row.getByRole('link')).toHaveAttribute('href', expect.stringContaining('/tasks/task-9'));
  expect(screen.getByTestId(testIds.policy.timeline)).toHaveAccessibleName('Firings of the last 48 hours: 1');
});

it('previews while one writes, and shows the controller’s refusal at its field', async () => {
  renderApp('policies/new?kind=trigger&selector=role%3D%22envoy%22');
  fireEvent.change(await screen.findByTestId(testIds.policyForm.field('name')), { target: { value: 'Busy' } });
  expect(await screen.findByTestId(testIds.policyForm.matching)).toHaveTextContent('match now: 2');
  expect(screen.getByTestId(testIds.policyForm.chart)).toBeInTheDocument();
  const errors = [
    { path: '/rule/count', message: 'A period of 60000 ms holds 12 looks' },
    { path: '/rule/kind', message: 'must be equal to constant' },
  ];
  const problem = { code: 'invalid-request', title: 'The request is not valid', errors };
  runtime.backend.answer('POST', 'operate/v1/policies', { status: 400, data: problem });
  fireEvent.click(screen.getByTestId(testIds.policyForm.submit));
  expect(await within(screen.getByTestId(testIds.policyForm.form)).findByText(errors[0]!.message)).toBeInTheDocument();
  expect(screen.getByTestId(testIds.error)).not.toHaveTextContent('/rule');
});

it('does not save over what somebody else changed meanwhile', async () => {
  renderApp('policies/p1/edit');
  await screen.findByDisplayValue('Busy proxies');
  const changed = { ...policy, updatedAt: '2026-11-24T17:00:00.000Z', updatedBy: 'ben' };
  runtime.backend.answer('GET', 'read/v1/policies/p1', { data: changed });
  fireEvent.click(screen.getByTestId(testIds.policyForm.submit));
  expect(await screen.findByText('ben changed this policy while you did')).toBeInTheDocument();
  expect(runtime.backend.asked.some(({ method }) => method === 'PUT')).toBe(false);
});
