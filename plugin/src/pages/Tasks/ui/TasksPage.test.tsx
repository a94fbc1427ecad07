import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { BackendSrvRequest } from '@grafana/runtime';
import type { Task } from '@meshprof/contracts';
import { makeTask, makeTaskTarget } from '../../../testing/fixtures';
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
const ids = testIds.tasks;
const LIST = 'read/v1/tasks';
const list = (items: Task[], nextCursor?: string) =>
  runtime.backend.answer('GET', LIST, { data: { items, ...(nextCursor && { nextCursor }) } });
const askedLists = () => runtime.backend.asked.filter(({ url: asked }) => asked.endsWith(LIST));
const asked = (method: string, end: string) =>
  runtime.backend.asked.find((request: BackendSrvRequest) => request.method === method && request.url.endsWith(end));

beforeEach(() => {
  resetRuntime();
  runtime.backend.answer('GET', 'read/v1/schedules', { data: { items: [] } });
  list([makeTask()]);
});

it('shows each task with its profiles, as links to them', async () => {
  renderApp('tasks');
  const row = within(await screen.findByTestId(ids.row('task-1')));
  expect(row.getByRole('link', { name: 'demo-envoy (pid 4711)' })).toHaveAttribute('href', `${BASE}/tasks/task-1`);
  expect(row.getByTestId(ids.profileType('task-1', 'off-cpu-switches'))).toHaveAttribute(
    'href',
    `${BASE}/tasks/task-1?type=off-cpu-switches`
  );
  expect(row.getByText('Completed')).toBeInTheDocument();
});

it('says what made a task, with the value that was measured, and how far one is', async () => {
  const cause = {
    kind: 'policy',
    id: 'p1',
    name: 'Busy proxies',
    detail: 'envoy: 87 %, above 80 %.',
    metric: 'process-cpu',
    measured: 87,
    threshold: 80,
    unit: '%',
  } as const;
  const progress = { elapsedMs: 2500, samplesKept: 0, samplesLost: 0, switches: 0 };
  list([
    makeTask({ origin: 'policy', cause, state: 'running', targets: [makeTaskTarget({ state: 'running', progress })] }),
  ]);
  renderApp('tasks');
  expect(await screen.findByTestId(ids.cause('task-1'))).toHaveTextContent(
    'Because of Busy proxies: CPU 87 %, threshold 80 %'
  );
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
});

it('loads older tasks when the end of the list comes into sight', async () => {
  list([makeTask()], 'c1');
  renderApp('tasks');
  await waitFor(() => expect(askedLists().some(({ params }) => params?.cursor === 'c1')).toBe(true));
});

it('asks the controller for what the URL filters by', async () => {
  list([]);
  renderApp('tasks?state=failed,expired&origin=alert&event=off-cpu&author=mia&search=cart&from=1000&to=now');
  expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('No task of this time matches the filters');
  expect(askedLists()[0]?.params).toEqual({
    state: ['failed', 'expired'],
    origin: 'alert',
    event: 'off-cpu',
    author: 'mia',
    search: 'cart',
    createdFrom: '1970-01-01T00:00:01.000Z',
    limit: 100,
  });
  fireEvent.click(screen.getByRole('button', { name: 'Clear the filters' }));
  expect(url()).toBe(`${BASE}/tasks?from=1000&to=now`);
});

it('asks once for what it begins with, and for what is typed once it settles', async () => {
  // However slow the machine, what was just fetched is fresh.
  const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
  renderApp('tasks');
  await screen.findByTestId(ids.row('task-1'));
  expect(askedLists()).toHaveLength(1);
  for (const value of ['c', 'ca', 'cart']) {
    fireEvent.change(screen.getByTestId(ids.search), { target: { value } });
  }
  await waitFor(() => expect(askedLists().at(-1)?.params?.search).toBe('cart'));
  const searches = askedLists().flatMap(({ params }) => params?.search ?? []);
  expect(searches).toEqual(['cart']);
  now.mockRestore();
});

it('leads to the targets while there is none', async () => {
  list([]);
  renderApp('tasks');
  expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('Nothing was profiled in this time');
});

it('offers another try if the controller does not answer', async () => {
  runtime.backend.answer('GET', LIST, { status: 400, data: { message: 'no' } });
  renderApp('tasks');
  expect(await screen.findByTestId(testIds.error)).toHaveTextContent('The tasks could not be loaded');
  list([makeTask()]);
  fireEvent.click(screen.getByTestId(testIds.retry));
  await screen.findByTestId(ids.row('task-1'));
});

describe('what can be done with tasks', () => {
  const openMenu = async (taskId: string) => fireEvent.click(await screen.findByTestId(ids.menu(taskId)));

  it('compares two selected ones, which the URL keeps', async () => {
    list([makeTask({ id: 'b' }), makeTask({ id: 'a', createdAt: '2026-11-24T15:00:00Z' })]);
    renderApp('tasks');
    fireEvent.click(await screen.findByTestId(ids.select('b')));
    expect(screen.getByTestId(ids.compare)).toHaveAttribute('aria-disabled', 'true');
    fireEvent.click(screen.getByTestId(ids.select('a')));
    expect(url()).toBe(`${BASE}/tasks?selected=b%2Ca`);
    const href = screen.getByTestId(ids.compare).getAttribute('href') ?? '';
    expect(new URLSearchParams(href.split('?')[1]).get('leftSelector')).toBe('{task_id="a"}');
  });

  it('runs one again and goes there', async () => {
    runtime.backend.answer('POST', 'operate/v1/tasks/task-1/rerun', { status: 201, data: makeTask({ id: 'task-2' }) });
    runtime.backend.answer('GET', 'read/v1/tasks/task-2', { data: makeTask({ id: 'task-2' }) });
    renderApp('tasks');
    await openMenu('task-1');
    fireEvent.click(await screen.findByRole('menuitem', { name: /Run again/ }));
    await waitFor(() => expect(url()).toBe(`${BASE}/tasks/task-2`));
    expect(asked('POST', '/rerun')?.headers).toHaveProperty('Idempotency-Key');
  });

  it('deletes one after a question, and says that its profiles stay', async () => {
    runtime.backend.answer('DELETE', 'operate/v1/tasks/task-1', { data: { id: 'task-1', profiles: 'kept' } });
    renderApp('tasks');
    await openMenu('task-1');
    fireEvent.click(await screen.findByRole('menuitem', { name: /Delete/ }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/Its profiles stay/)).toBeInTheDocument();
    expect(asked('DELETE', '/task-1')).toBeUndefined();
    list([]);
    fireEvent.click(dialog.getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(asked('DELETE', '/task-1')).toBeDefined());
    await waitFor(() => expect(screen.queryByTestId(ids.row('task-1'))).not.toBeInTheDocument());
  });

  it('says why a viewer may do none of it', async () => {
    lookAsViewer();
    renderApp('tasks');
    await openMenu('task-1');
    expect(await screen.findByRole('menuitem', { name: /Run again/ })).toHaveTextContent(
      'Your role may look at profiles'
    );
    expect(screen.getByRole('menuitem', { name: /Run again/ })).toBeDisabled();
    expect(screen.getByRole('menuitem', { name: /Delete/ })).toBeDisabled();
  });
});

describe('the tasks of a schedule', () => {
  const schedule = {
    id: 's1',
    cron: '0 3 * * *',
    timeZone: 'UTC',
    enabled: true,
    task: { selector: { workload: 'cart' }, events: ['on-cpu'] },
    nextStartsAt: ['2026-11-27T03:00:00Z'],
  };
  const paused = { ...schedule, enabled: false, nextStartsAt: [] };

  beforeEach(() => {
    list([makeTask({ scheduleId: 's1' })]);
    runtime.backend.answer('GET', 'read/v1/schedules/s1', { data: schedule });
    runtime.backend.answer('PUT', 'operate/v1/schedules/s1', { data: paused });
  });

  it('lead to it', async () => {
    renderApp('tasks');
    const row = within(await screen.findByTestId(ids.row('task-1')));
    expect(row.getByRole('link', { name: 'mia' })).toHaveAttribute('href', `${BASE}/tasks?schedule=s1`);
  });

  it('end when it is paused, with all it consists of', async () => {
    renderApp('tasks?schedule=s1');
    fireEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(await screen.findByText('It is off: no further task starts.')).toBeInTheDocument();
    const { cron, timeZone, task } = schedule;
    expect(asked('PUT', '/schedules/s1')?.data).toEqual({ cron, timeZone, task, enabled: false });
    expect(screen.getByRole('button', { name: 'Resume' })).toBeEnabled();
  });

  it('are not for a viewer to end', async () => {
    lookAsViewer();
    renderApp('tasks?schedule=s1');
    expect(await screen.findByRole('button', { name: 'Pause' })).toHaveAttribute('aria-disabled', 'true');
  });
});

describe('the schedules', () => {
  const nightly = {
    id: 's1',
    cron: '0 3 * * *',
    timeZone: 'Europe/Berlin',
    enabled: true,
    task: { title: 'Nightly', selector: { workload: 'cart' }, events: ['on-cpu'] },
    author: 'mia',
    createdAt: '2026-11-20T10:00:00Z',
    nextStartsAt: ['2026-11-27T02:00:00Z'],
    last: {
      startAt: '2026-11-26T02:00:00Z',
      reasonCode: 'no-targets',
      reason: 'Nothing matched.',
      remedy: 'Look at Targets.',
    },
    skipped: 2,
  };
  const listSchedules = (items: unknown[]) => runtime.backend.answer('GET', 'read/v1/schedules', { data: { items } });

  it('take no room where there are none', async () => {
    renderApp('tasks');
    await screen.findByTestId(ids.row('task-1'));
    expect(screen.queryByTestId(ids.schedules)).not.toBeInTheDocument();
  });

  it('say when the next task starts, and why the last time had none', async () => {
    listSchedules([nightly]);
    renderApp('tasks');
    fireEvent.click(await screen.findByRole('button', { name: 'Schedules (1)' }));
    const row = await screen.findByTestId(ids.scheduleRow('s1'));
    expect(row).toHaveTextContent('0 3 * * * Europe/Berlin');
    expect(row).toHaveTextContent('no task. Nothing matched. Look at Targets.');
    expect(row).toHaveTextContent('2 times without a task');
    expect(within(row).getByRole('link', { name: 'Nightly' })).toHaveAttribute('href', `${BASE}/tasks?schedule=s1`);
  });

  it('are paused with all they consist of, and deleted after a question', async () => {
    listSchedules([nightly]);
    runtime.backend.answer('PUT', 'operate/v1/schedules/s1', { data: { ...nightly, enabled: false } });
    runtime.backend.answer('DELETE', 'operate/v1/schedules/s1', { data: undefined });
    renderApp('tasks');
    fireEvent.click(await screen.findByTestId(ids.schedules));
    fireEvent.click(await screen.findByTestId(ids.turnSchedule('s1')));
    await waitFor(() => expect(asked('PUT', '/schedules/s1')).toBeDefined());
    const { cron, timeZone, task } = nightly;
    expect(asked('PUT', '/schedules/s1')?.data).toEqual({ cron, timeZone, task, enabled: false });
    fireEvent.click(screen.getByTestId(ids.deleteSchedule('s1')));
    expect(asked('DELETE', '/schedules/s1')).toBeUndefined();
    fireEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(asked('DELETE', '/schedules/s1')).toBeDefined());
  });

  it('are not for a viewer to change', async () => {
    lookAsViewer();
    listSchedules([nightly]);
    renderApp('tasks');
    fireEvent.click(await screen.findByTestId(ids.schedules));
    expect(await screen.findByTestId(ids.turnSchedule('s1'))).toHaveAttribute('aria-disabled', 'true');
    expect(screen.getByTestId(ids.deleteSchedule('s1'))).toHaveAttribute('aria-disabled', 'true');
  });
});

it('keeps only the rows in sight of a long list in the document', async () => {
  // jsdom lays nothing out.
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, value: 600 });
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, value: 60 });
  const many = Array.from({ length: 10_000 }, (_, index) =>
    makeTask({ id: `t${String(10_000 - index).padStart(5, '0')}`, title: `task ${index}` })
  );
  list(many);
  renderApp('tasks');
  await screen.findByText('task 0');
  expect(screen.getAllByTestId(/^task-row-/).length).toBeLessThan(60);
  expect(screen.getByTestId(ids.table)).toHaveAttribute('aria-rowcount', '10001');
});
