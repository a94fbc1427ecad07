import React from 'react';
import { configure, fireEvent, screen, waitFor } from '@testing-library/react';
import { makeTask, makeTaskTarget } from '../../../testing/fixtures';
import { resetRuntime, runtime } from '../../../testing/mock-runtime';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../../../testing/mock-runtime')>('../../../testing/mock-runtime').mockRuntime()
);

jest.mock('@shared/ui/profile-view/ProfileGraph', () => ({
  __esModule: true,
  default: ({ frame }: { frame: { length: number } }) => <div data-testid="graph">{frame.length} nodes</div>,
}));

// Only a hang may fail a test by time: the first lazy page of a run compiles half of @grafana/ui.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const url = () => screen.getByTestId('url').textContent;
const BASE = '/a/meshprof-profiling-app';

beforeEach(resetRuntime);

describe('a task', () => {
  const frames = [
    {
      schema: {
        fields: ['level', 'value', 'self', 'label'].map((name) => ({
          name,
          type: name === 'label' ? 'string' : 'number',
        })),
      },
      data: {
        values: [
          [0, 1],
          [5e9, 5e9],
          [0, 5e9],
          ['total', 'main'],
        ],
      },
    },
  ];
  const show = (task: ReturnType<typeof makeTask>, search = '') => {
    runtime.backend.answer('GET', 'read/v1/tasks/task-1', { data: task });
    renderApp(`tasks/task-1${search}`);
  };

  it('shows how far it is while it runs, and can be cancelled', async () => {
    const running = makeTaskTarget({
      state: 'running',
      progress: { elapsedMs: 4000, samplesKept: 396, samplesLost: 0, switches: 5000 },
    });
    show(makeTask({ state: 'running', targets: [running] }));
    expect(await screen.findByTestId(testIds.task.progress(running.id))).toHaveAttribute('aria-valuenow', '4000');
    expect(screen.getByTestId(testIds.task.samples(running.id))).toHaveTextContent('396');
    expect(screen.getByTestId(testIds.task.switches(running.id))).toHaveTextContent('5,000');
    expect(screen.queryByTestId(testIds.profile.section)).not.toBeInTheDocument();

    runtime.backend.answer('POST', 'operate/v1/tasks/task-1/cancel', { data: makeTask({ state: 'cancelled' }) });
    fireEvent.click(screen.getByTestId(testIds.task.cancel));
    await waitFor(() => expect(runtime.backend.asked.some(({ url }) => url.endsWith('/cancel'))).toBe(true));
  });

  it('says what is lost while it runs, by cause, and what to do', async () => {
    const lostByCause = { 'on-cpu.ring-full': 12, 'wakers.map-full': 3 };
    const progress = { elapsedMs: 4000, samplesKept: 396, samplesLost: 12, switches: 5000, lostByCause };
    show(makeTask({ state: 'running', targets: [makeTaskTarget({ state: 'running', progress })] }));
    fireEvent.click(await screen.findByTestId(testIds.losses.toggle));
    expect(screen.getByTestId(testIds.losses.cause('on-cpu.ring-full'))).toHaveTextContent(
      'CPU samples without room: 12 samples. The buffer between kernel and agent was full'
    );
    expect(screen.getByTestId(testIds.losses.cause('wakers.map-full'))).toHaveTextContent('3 waits');
  });

  it('asks the data source for the profile of its target and shows it', async () => {
    runtime.backend.answer('POST', '/api/ds/query', { data: { results: { A: { status: 200, frames } } } });
    show(makeTask(), '?type=off-cpu-time');
    expect(await screen.findByTestId('graph')).toHaveTextContent('2 nodes');
    expect(screen.getByTestId(testIds.profile.fact('total'))).toHaveTextContent('5.00 s');
    const queries = runtime.backend.asked.filter((request) => request.url === '/api/ds/query');
    const { data } = queries[0] ?? {};
    expect(data.queries).toEqual([
      expect.objectContaining({
        datasource: { uid: 'pyro', type: 'grafana-pyroscope-datasource' },
        queryType: 'profile',
        profileTypeId: 'off_cpu:off_cpu:nanoseconds::',
        labelSelector: '{task_id="task-1", process_pid="4711"}',
      }),
    ]);
    await waitFor(() =>
      expect(queries.at(-1)?.data.queries[0]).toMatchObject({
        queryType: 'metrics',
        groupBy: ['cost_category', 'wait_class'],
        labelSelector: '{task_id="task-1", process_pid="4711"}',
      })
    );
  });

  it('shows who ended the waits if the task asked for it, even without a profile', async () => {
    runtime.backend.answer('POST', '/api/ds/query', { data: { results: { A: { status: 200, frames: [] } } } });
    const wakers = [{ waitClass: 'lock', kind: 'process', pid: 9, process: 'client', waits: 3, timeNs: 2e9 }];
    const summary = { sampledSwitches: 0, effectiveSwitchSamples: 0, waitShares: [], wakers };
    runtime.backend.answer('GET', 'read/v1/tasks/task-1/targets/target-1/summary', { data: summary });
    show(makeTask({ offCpu: { wakers: true } }), '?type=wakeups');
    expect(await screen.findByTestId(testIds.wakers.table)).toHaveTextContent('client (pid 9)Lock (futex)2.00 s3');
  });

  it('offers no wakers of a task that did not ask for them, and stalls only where they were looked for', async () => {
    runtime.backend.answer('POST', '/api/ds/query', { data: { results: { A: { status: 200, frames } } } });
    show(makeTask({ offCpu: { stallThresholdMs: 0 } }));
    await screen.findByTestId('graph');
    expect(screen.queryByTestId(testIds.profile.tab('wakeups'))).not.toBeInTheDocument();
    expect(screen.queryByTestId(testIds.profile.tab('loop-stalls'))).not.toBeInTheDocument();
  });

  it('keeps the kind of profile in the URL', async () => {
    runtime.backend.answer('POST', '/api/ds/query', { data: { results: { A: { status: 200, frames } } } });
    show(makeTask());
    fireEvent.click(await screen.findByTestId(testIds.profile.tab('off-cpu-switches')));
    await waitFor(() => expect(url()).toBe(`${BASE}/tasks/task-1?type=off-cpu-switches`));
  });

  it('says once why it failed and what to do', async () => {
    const reason = { reasonCode: 'process-exited', reason: 'The process ended.', remedy: 'Profile its successor.' };
    const failed = makeTaskTarget({ state: 'failed', profileStart: undefined, profileEnd: undefined, ...reason });
    show(makeTask({ state: 'failed', targets: [failed], ...reason }));
    expect(await screen.findByTestId(testIds.task.outcome(failed.id))).toHaveTextContent('Profile its successor.');
    expect(screen.getAllByText('The process ended.')).toHaveLength(1);
    expect(screen.queryByTestId(testIds.profile.section)).not.toBeInTheDocument();
  });

  it('names the missing data source', async () => {
    runtime.dataSources = [];
    show(makeTask());
    expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('No Pyroscope data source');
  });

  it('says why there is no graph: nothing ran on a CPU', async () => {
    runtime.backend.answer('POST', '/api/ds/query', { data: { results: { A: { status: 200, frames: [] } } } });
    const idle = makeTaskTarget({ progress: { elapsedMs: 10_000, samplesKept: 0, samplesLost: 0, switches: 3 } });
    show(makeTask({ targets: [idle] }));
    expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('No on-CPU sample');
  });

  it('says so if there is no such task', async () => {
    const problem = { code: 'not-found', title: 'There is no such resource' };
    runtime.backend.answer('GET', 'read/v1/tasks/task-1', { status: 404, data: problem });
    renderApp('tasks/task-1');
    expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('There is no such task');
  });
});
