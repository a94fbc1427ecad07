import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Answer } from '../../../testing/fake-backend';
import { makeTarget, makeTask } from '../../../testing/fixtures';
import { lookAsViewer, resetRuntime, runtime } from '../../../testing/mock-runtime';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../../../testing/mock-runtime')>('../../../testing/mock-runtime').mockRuntime()
);

// Only a hang may fail a test by time: the first lazy page of a run compiles half of @grafana/ui.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const BASE = '/a/meshprof-profiling-app';
const url = () => screen.getByTestId('url').textContent;
const ids = testIds.targets;

const target = makeTarget();
const refused = makeTarget({
  id: 'k',
  service: 'kthreadd',
  pid: 2,
  verdict: 'refused',
  reasonCode: 'kernel-thread',
  reason: 'Kernel threads have no user stacks.',
});
const cart = (id: string, pid: number) =>
  makeTarget({
    id,
    pid,
    namespace: 'shop',
    workload: 'cart',
    service: 'cart',
    pod: `cart-${id}`,
    role: 'envoy-sidecar',
  });

function answer(...items: Array<ReturnType<typeof makeTarget>>) {
  runtime.backend.answer('GET', 'read/v1/targets', { data: { items } });
}

beforeEach(() => {
  resetRuntime();
  answer(target, refused);
});

it('shows why a process cannot be profiled, and what to do', async () => {
  renderApp('targets?verdict=refused');
  const row = within(await screen.findByTestId(ids.row('k')));
  // In its own column, and under the service where there is no room for that.
  expect(row.getAllByText('Kernel threads have no user stacks.')).toHaveLength(2);
  expect(row.getAllByText('Profile the process whose work the kernel does.')).toHaveLength(2);
  expect(row.queryByRole('button')).not.toBeInTheDocument();
});

it('keeps search, filters and grouping in the URL', async () => {
  renderApp('targets');
  fireEvent.change(await screen.findByTestId(ids.search), { target: { value: 'nothing' } });
  await screen.findByTestId(testIds.empty);
  expect(url()).toBe(`${BASE}/targets?search=nothing`);
  fireEvent.click(screen.getByRole('radio', { name: 'Flat' }));
  expect(url()).toBe(`${BASE}/targets?search=nothing&group=none`);
  fireEvent.click(screen.getByRole('button', { name: 'Clear search and filters' }));
  await screen.findByTestId(ids.row('k'));
  expect(url()).toBe(`${BASE}/targets?group=none&verdict=all`);
});

it('reads role and node from the URL', async () => {
  answer(target, cart('1', 11));
  renderApp('targets?role=envoy-sidecar,mesh-app&node=worker-3');
  await screen.findByTestId(ids.row('1'));
  expect(screen.queryByTestId(ids.row(target.id))).not.toBeInTheDocument();
});

it('groups by workload, folds, and links to the last tasks', async () => {
  answer(cart('1', 11), cart('2', 12), target);
  renderApp('targets');
  const group = 'w//shop/cart';
  expect(await screen.findByTestId(ids.group(group))).toHaveTextContent('cart2 processes · 1 node · envoy-sidecar');
  expect(screen.getByTestId(ids.tasks('1'))).toHaveAttribute('href', `${BASE}/tasks?search=cart+11+worker-3`);
  fireEvent.click(screen.getByTestId(ids.groupToggle(group)));
  await waitFor(() => expect(screen.queryByTestId(ids.row('1'))).not.toBeInTheDocument());
  expect(screen.getByTestId(ids.groupToggle(group))).toHaveAttribute('aria-expanded', 'false');
  expect(url()).toBe(`${BASE}/targets?except=w%2F%2Fshop%2Fcart`);
  fireEvent.click(screen.getByTestId(ids.foldAll));
  expect(url()).toBe(`${BASE}/targets?fold=all`);
  expect(screen.queryByTestId(ids.row('1'))).not.toBeInTheDocument();
  expect(screen.getByTestId(ids.row(target.id))).toBeInTheDocument();
});

describe('profiling', () => {
  const createdBody = () => runtime.backend.asked.find(({ method }) => method === 'POST')?.data;

  beforeEach(() => {
    runtime.backend.answer('POST', 'operate/v1/tasks', { status: 201, data: makeTask({ state: 'scheduled' }) });
    runtime.backend.answer('GET', 'read/v1/tasks/task-1', { data: makeTask() });
  });

  it('starts with the defaults and goes to the task', async () => {
    renderApp(`targets?profile=${encodeURIComponent(target.id)}`);
    fireEvent.click(await screen.findByTestId(testIds.profileForm.submit));
    await waitFor(() => expect(url()).toBe(`${BASE}/tasks/task-1`));
    expect(createdBody()).toEqual({
      selector: { node: 'worker-3', process_pid: 4711 },
      events: ['on-cpu', 'off-cpu'],
      frequencyHz: 99,
      durationMs: 10_000,
      maxTargets: 1000,
      title: 'demo-envoy (pid 4711)',
    });
    const { headers } = runtime.backend.asked.find(({ method }) => method === 'POST') ?? {};
    expect(headers).toEqual({ 'Idempotency-Key': expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it('of a workload goes by its labels, and more options keep them', async () => {
    answer(cart('1', 11), cart('2', 12));
    renderApp('targets');
    fireEvent.click(await screen.findByTestId(ids.groupProfile('w//shop/cart')));
    const more = new URL((await screen.findByTestId(testIds.profileForm.more)).getAttribute('href') ?? '', 'http://x');
    expect(more.searchParams.get('selector')).toBe('namespace="shop", workload="cart"');
    fireEvent.click(screen.getByTestId(testIds.profileForm.submit));
    await waitFor(() => expect(url()).toBe(`${BASE}/tasks/task-1`));
    expect(createdBody()).toMatchObject({ selector: { namespace: 'shop', workload: 'cart' }, title: 'cart' });
  });

  it('says in place why a task was not created, and stays', async () => {
    const problem = { code: 'no-matching-target', title: 'No known process matches the selector', detail: 'It ended.' };
    runtime.backend.answer('POST', 'operate/v1/tasks', { status: 422, data: problem });
    renderApp(`targets?profile=${encodeURIComponent(target.id)}`);
    fireEvent.click(await screen.findByTestId(testIds.profileForm.submit));
    expect(await screen.findByTestId(testIds.error)).toHaveTextContent(
      'The task was not created' + 'No known process matches the selector. It ended.'
    );
    expect(url()).toContain('/targets');
  });

  it('is not for a viewer', async () => {
    lookAsViewer();
    answer(cart('1', 11), cart('2', 12));
    renderApp('targets');
    expect(await screen.findByTestId(ids.profile('1'))).toHaveAttribute('aria-disabled', 'true');
    expect(screen.getByTestId(ids.groupProfile('w//shop/cart'))).toHaveAttribute('aria-disabled', 'true');
  });
});

describe('where there are more processes than it lists', () => {
  const many = Array.from({ length: 5000 }, (_, index) => makeTarget({ id: `t${index}`, pid: index + 10 }));
  const answerSearch = (found: Answer) =>
    runtime.backend.answer('GET', 'read/v1/targets', ({ params }) =>
      params?.search === undefined ? { data: { items: many, nextCursor: 'more' } } : found
    );

  it('lets the controller search', async () => {
    answerSearch({ data: { items: [makeTarget({ id: 'found', service: 'needle' })] } });
    renderApp('targets?search=needle');
    await waitFor(() => expect(runtime.backend.asked.some(({ params }) => params?.search === 'needle')).toBe(true));
    await screen.findByTestId(ids.row('found'));
    expect(await screen.findByText(/Only the first 5,000 processes are listed/)).toBeInTheDocument();
  });

  it('does not take a search without a result for a mesh without agents', async () => {
    answerSearch({ data: { items: [] } });
    renderApp('targets?search=needle');
    await waitFor(() =>
      expect(screen.getByTestId(testIds.empty)).toHaveTextContent('No process matches “needle” and the filters')
    );
  });

  it('says that the search failed', async () => {
    answerSearch({ status: 400, data: { message: 'no' } });
    renderApp('targets?search=needle');
    expect(await screen.findByTestId(testIds.error)).toHaveTextContent('The targets could not be loaded');
  });
});

it('offers another try if the controller does not answer', async () => {
  runtime.backend.answer('GET', 'read/v1/targets', {
    status: 403,
    data: { message: 'plugin proxy route access denied' },
  });
  renderApp('targets');
  expect(await screen.findByTestId(testIds.error)).toHaveTextContent('The targets could not be loaded');
  answer(target);
  fireEvent.click(screen.getByTestId(testIds.retry));
  await screen.findByTestId(ids.row(target.id));
});

it('names the missing agent where there is no target at all', async () => {
  answer();
  renderApp('targets');
  expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('No agent has reported a process');
});
