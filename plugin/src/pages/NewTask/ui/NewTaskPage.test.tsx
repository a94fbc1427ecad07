import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { TaskPlan } from '@meshprof/contracts';
import { makeTarget, makeTask, makeTaskTarget } from '../../../testing/fixtures';
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
const ids = testIds.newTask;
const LINK = `tasks/new?selector=${encodeURIComponent('service.name="cart"')}`;

const planned = (pid: number) => ({
  id: `agent-1:${pid}:1`,
  node: 'worker-3',
  pid,
  service: 'cart',
  role: 'service',
  process: 'cart',
  threads: 4,
});

const plan = (more: Partial<TaskPlan> = {}): TaskPlan => ({
  startsAt: ['2026-11-26T06:00:00.000Z'],
  durationMs: 10_000,
  targets: Array.from({ length: 25 }, (_, index) => planned(index + 1)),
  targetsTotal: 130,
  nodes: 3,
  leftOut: [
    {
      reasonCode: 'zombie',
      reason: 'The process has ended.',
      remedy: 'Pick another.',
      count: 12,
      examples: [planned(99)],
    },
  ],
  cost: {
    onCpuSamplesTypical: 128_700,
    onCpuSamplesAtMost: 514_800,
    offCpuStacksAtMost: 5_200_000,
    agentCpuMs: 650_000,
    agentCpuPercent: 41,
    spoolBytes: 1_048_576,
    storeBytes: 52_428_800,
  },
  ...more,
});

const sentTo = (end: string) =>
  runtime.backend.asked.filter(({ method, url: asked }) => method === 'POST' && asked.endsWith(end));
const answerPlan = (data: object, status = 200) =>
  runtime.backend.answer('POST', 'operate/v1/tasks/plan', { status, data });

beforeEach(() => {
  resetRuntime();
  runtime.backend.answer('GET', 'read/v1/targets', { data: { items: [makeTarget({ service: 'cart' })] } });
  runtime.backend.answer('GET', 'read/v1/tasks', { data: { items: [] } });
  answerPlan(plan());
});

describe('the plan', () => {
  it('shows who matches, who is left out and why, and what it costs', async () => {
    renderApp(LINK);
    const panel = within(await screen.findByTestId(ids.plan));
    expect(await panel.findByText('130 processes · 3 nodes · 10 s')).toBeInTheDocument();
    expect(panel.getAllByTestId(/^new-task-plan-target-/)).toHaveLength(20);
    expect(panel.getByText('and 110 more')).toBeInTheDocument();
    expect(panel.getByTestId(ids.planLeftOut('zombie'))).toHaveTextContent(
      '12 The process has ended.Pick another.cart (99, worker-3) …'
    );
    expect(panel.getByTestId(ids.planCost)).toHaveTextContent('CPU of the agent41 %');
    expect(panel.getByTestId(ids.planCost)).toHaveTextContent(/50(\.0+)? MiB/);
    expect(sentTo('/plan')[0]?.data).toMatchObject({ selector: { 'service.name': 'cart' } });
  });

  it('follows the form once it settles', async () => {
    renderApp(LINK);
    await waitFor(() => expect(sentTo('/plan')).toHaveLength(1));
    const duration = screen.getByTestId(testIds.profileForm.duration);
    for (const value of ['1', '12', '120']) {
      fireEvent.change(duration, { target: { value } });
    }
    await waitFor(() => expect(sentTo('/plan').at(-1)?.data).toMatchObject({ durationMs: 120_000 }));
  });

  it('tells of tasks that already profile the same processes', async () => {
    const running = makeTask({
      id: 'other',
      title: 'Their task',
      state: 'running',
      targets: [makeTaskTarget({ id: 'agent-1:1:1', state: 'running' })],
    });
    runtime.backend.answer('GET', 'read/v1/tasks', { data: { items: [running] } });
    renderApp(LINK);
    expect(await screen.findByTestId(ids.planConflicts)).toHaveTextContent('Their task (1 process)');
  });

  it('says where nothing matches', async () => {
    answerPlan(plan({ targets: [], targetsTotal: 0, nodes: 0, leftOut: [] }));
    renderApp(LINK);
    expect(await screen.findByText('No process matches')).toBeInTheDocument();
  });

  it('puts what the controller refuses at its field', async () => {
    const message = 'This is no RE2 regular expression';
    answerPlan(
      {
        code: 'invalid-request',
        title: 'The request is not valid',
        detail: message,
        errors: [{ path: '/selector/pod/value', message }],
      },
      400
    );
    renderApp(`tasks/new?selector=${encodeURIComponent('node="a", pod=~"("')}`);
    const row = within(await screen.findByTestId(ids.matcher(0)));
    await row.findByText(message);
    expect(screen.getByTestId(ids.matcher(1))).not.toHaveTextContent(message);
  });
});

describe('creating', () => {
  it('sends what was chosen once, and goes to the task', async () => {
    runtime.backend.answer('POST', 'operate/v1/tasks', { status: 201, data: makeTask() });
    runtime.backend.answer('GET', 'read/v1/tasks/task-1', { data: makeTask() });
    renderApp(`${LINK}&title=Slow`);
    const submit = await screen.findByTestId(ids.submit);
    fireEvent.click(submit);
    fireEvent.click(submit);
    await waitFor(() => expect(url()).toBe(`${BASE}/tasks/task-1`));
    expect(sentTo('/v1/tasks')).toHaveLength(1);
    expect(sentTo('/v1/tasks')[0]).toMatchObject({
      data: { selector: { 'service.name': 'cart' }, title: 'Slow', durationMs: 10_000 },
      headers: { 'Idempotency-Key': expect.any(String) },
    });
  });

  it('says that nothing was created, and tries again under the same key', async () => {
    runtime.backend.answer('POST', 'operate/v1/tasks', { status: 502, data: '' });
    renderApp(LINK);
    fireEvent.click(await screen.findByTestId(ids.submit));
    expect(await screen.findByText('The task was not created')).toBeInTheDocument();
    fireEvent.click(screen.getByTestId(ids.submit));
    await waitFor(() => expect(sentTo('/v1/tasks')).toHaveLength(2));
    const [first, second] = sentTo('/v1/tasks').map(({ headers }) => headers?.['Idempotency-Key']);
    expect(second).toBe(first);
    expect(url()).toContain('/tasks/new');
  });

  it('makes a schedule of a task that repeats', async () => {
    runtime.backend.answer('POST', 'operate/v1/schedules', { status: 201, data: { id: 's1' } });
    renderApp(`${LINK}&template=same-every-night`);
    expect(await screen.findByTestId(ids.cron)).toHaveValue('0 3 * * *');
    fireEvent.click(screen.getByTestId(ids.submit));
    await waitFor(() => expect(url()).toBe(`${BASE}/tasks?schedule=s1`));
    expect(sentTo('/v1/schedules')[0]?.data).toMatchObject({
      cron: '0 3 * * *',
      timeZone: 'UTC',
      task: { selector: { 'service.name': 'cart' } },
    });
  });

  it('repeats a task with changes', async () => {
    const copied = makeTask({ id: 'old', frequencyHz: 49, selector: { namespace: 'shop' } });
    runtime.backend.answer('GET', 'read/v1/tasks/old', { data: copied });
    runtime.backend.answer('POST', 'operate/v1/tasks/old/clone', { status: 201, data: makeTask() });
    renderApp('tasks/new?copy=old');
    expect(await screen.findByTestId(testIds.profileForm.frequency)).toHaveValue(49);
    fireEvent.change(screen.getByTestId(testIds.profileForm.duration), { target: { value: '60' } });
    fireEvent.click(screen.getByTestId(ids.submit));
    await waitFor(() => expect(sentTo('/old/clone')).toHaveLength(1));
    expect(sentTo('/old/clone')[0]?.data).toMatchObject({
      selector: { namespace: 'shop' },
      frequencyHz: 49,
      durationMs: 60_000,
    });
  });

  it('waits for a condition and for something to look at', async () => {
    renderApp('tasks/new');
    expect(await screen.findByTestId(ids.submit)).toHaveAttribute('aria-disabled', 'true');
    expect(sentTo('/plan')).toHaveLength(0);
  });

  it('is not for a viewer, who is told so', async () => {
    lookAsViewer();
    renderApp(LINK);
    expect(await screen.findByTestId(ids.submit)).toHaveAttribute('aria-disabled', 'true');
    expect(screen.getAllByText(/Your role may look at profiles/).length).toBeGreaterThan(0);
    expect(sentTo('/plan')).toHaveLength(0);
  });
});

it('fills the form from a question and marks it', async () => {
  renderApp('tasks/new');
  const template = await screen.findByTestId(ids.template('waiting-service'));
  fireEvent.click(template);
  await waitFor(() => expect(template).toHaveAttribute('aria-pressed', 'true'));
  expect(screen.getByTestId(testIds.profileForm.wakers)).toBeChecked();
  expect(screen.getByTestId(testIds.profileForm.onCpu)).not.toBeChecked();
  expect(url()).toBe(`${BASE}/tasks/new?template=waiting-service`);
});

it('reads a selector as text', async () => {
  renderApp(LINK);
  fireEvent.click(await screen.findByRole('radio', { name: 'Text' }));
  const text = screen.getByTestId(ids.selectorText);
  expect(text).toHaveValue('service.name="cart"');
  fireEvent.change(text, { target: { value: 'colour="red"' } });
  expect(await screen.findByText(/The selector has the label colour/)).toBeInTheDocument();
  fireEvent.change(text, { target: { value: 'pod=~"a.*"' } });
  await waitFor(() =>
    expect(sentTo('/plan').at(-1)?.data).toMatchObject({ selector: { pod: { op: '=~', value: 'a.*' } } })
  );
});

it('says what of a link could not be used', async () => {
  renderApp('tasks/new?selector=colour%3Dred');
  expect(await screen.findByText(/Its selector has the label colour/)).toBeInTheDocument();
});
