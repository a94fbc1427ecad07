import { makeTask } from '../../../testing/fixtures';
import { createTaskOfForm, planOfForm, scheduleOfForm } from './create-task-of-form';
import { expectedSamples } from './expected-samples';
import { fieldErrorsOf } from './field-errors';
import { formOfTask } from './form-of-task';
import { rowsOfSelector, selectorOfRows } from './matcher-rows';
import { defaultTaskForm, type TaskForm } from './task-form';

const form = (more: Partial<TaskForm> = {}): TaskForm => ({
  ...defaultTaskForm({}, 'UTC'),
  matchers: [{ label: 'service.name', op: '=', value: 'shop' }],
  ...more,
});

describe('the request of a form', () => {
  it('has the clear defaults and nothing that was not chosen', () => {
    expect(createTaskOfForm(form())).toEqual({
      selector: { 'service.name': 'shop' },
      events: ['on-cpu', 'off-cpu'],
      frequencyHz: 99,
      durationMs: 10_000,
      maxTargets: 1000,
    });
  });

  it('takes its defaults from the app’s settings where they are set', () => {
    expect(defaultTaskForm({ defaultDurationMs: 30_000, defaultFrequencyHz: 49 }, 'UTC')).toMatchObject({
      durationSeconds: 30,
      frequencyHz: 49,
    });
  });

  it('asks for everything that a task can ask for', () => {
    const all = form({
      title: ' slow ',
      note: 'since the deploy',
      tags: ['incident-7'],
      pageFaults: true,
      durationSeconds: 2.5,
      start: 'at',
      startAtMs: Date.UTC(2026, 10, 26, 3),
      maxTargets: 5,
      agentCpuPercent: 10,
      beforeSeconds: 120,
      wakers: true,
      stallThresholdMs: 5,
      stacksPerSecond: 0,
      minWaitUs: 500,
    });
    expect(createTaskOfForm(all)).toEqual({
      selector: { 'service.name': 'shop' },
      events: ['on-cpu', 'off-cpu', 'page-fault'],
      frequencyHz: 99,
      durationMs: 2500,
      startAt: '2026-11-26T03:00:00.000Z',
      beforeMs: 120_000,
      offCpu: { wakers: true, stallThresholdMs: 5, stacksPerSecond: 0, minWaitUs: 500 },
      maxTargets: 5,
      agentCpuPercent: 10,
      title: 'slow',
      note: 'since the deploy',
      tags: ['incident-7'],
    });
    expect(createTaskOfForm({ ...all, offCpu: false })).not.toHaveProperty('offCpu');
    expect(createTaskOfForm(form({ stalls: false }))?.offCpu).toEqual({ stallThresholdMs: 0 });
  });

  it('of a schedule has neither a start of its own nor a time before', () => {
    const repeat = form({ start: 'repeat', cron: ' 0 3 * * * ', timeZone: 'Europe/Berlin', beforeSeconds: 60 });
    const task = { selector: { 'service.name': 'shop' }, events: ['on-cpu', 'off-cpu'] };
    expect(scheduleOfForm(repeat)).toMatchObject({ cron: '0 3 * * *', timeZone: 'Europe/Berlin', task });
    expect(scheduleOfForm(repeat)?.task).not.toHaveProperty('beforeMs');
    expect(planOfForm(repeat)).toMatchObject({ ...task, schedule: { cron: '0 3 * * *', timeZone: 'Europe/Berlin' } });
  });

  it('needs a condition', () => {
    expect(createTaskOfForm(form({ matchers: [{ label: 'pod', op: '=', value: '' }] }))).toBeUndefined();
    expect(planOfForm(form({ matchers: [], start: 'repeat' }))).toBeUndefined();
  });
});

describe('conditions', () => {
  const rows = [
    { label: 'namespace', op: '!=', value: '' },
    { label: 'pod', op: '=~', value: 'cart-.*' },
    { label: 'node', op: '=', value: 'n' },
    { label: 'process_pid', op: '=', value: '4711' },
  ] as const;

  it('become a selector and back', () => {
    const selector = selectorOfRows(rows);
    expect(selector).toEqual({
      namespace: { op: '!=', value: '' },
      pod: { op: '=~', value: 'cart-.*' },
      node: 'n',
      process_pid: 4711,
    });
    expect(rowsOfSelector(selector ?? {})).toEqual(rows);
  });
});

it('repeats a task at once, with all it asked for and without its flight recorder', () => {
  const task = makeTask({
    offCpu: { stallThresholdMs: 0, stacksPerSecond: 9, minWaitUs: 7 },
    agentCpuPercent: 5,
    beforeMs: 60_000,
    tags: ['a'],
  });
  const repeated = createTaskOfForm({ ...defaultTaskForm({}, 'UTC'), ...formOfTask(task) });
  expect(repeated).toEqual({
    title: task.title,
    selector: task.selector,
    events: task.events,
    frequencyHz: 99,
    durationMs: 10_000,
    offCpu: { stallThresholdMs: 0, stacksPerSecond: 9, minWaitUs: 7 },
    maxTargets: 1000,
    agentCpuPercent: 5,
    tags: ['a'],
  });
});

describe('errors of the controller', () => {
  const { matchers } = form({
    matchers: [
      { label: 'pod', op: '=~', value: '(' },
      { label: 'node', op: '=', value: 'n' },
    ],
  });
  const fieldsOf = (...paths: string[]) =>
    fieldErrorsOf(
      { title: '', detail: '', status: 400, fieldErrors: paths.map((path) => ({ path, message: 'no' })) },
      matchers
    ).map(({ field }) => field);

  it('stand at the fields that they come from', () => {
    expect(fieldsOf('/selector/pod/value', '/durationMs', '/tags/0', '/offCpu/stallThresholdMs')).toEqual([
      'matchers.0.value',
      'durationSeconds',
      'tags',
      'stallThresholdMs',
    ]);
    expect(fieldsOf('/schedule/cron', '/cron', '/task/selector/node', '/task/durationMs')).toEqual([
      'cron',
      'cron',
      'matchers.1.value',
      'durationSeconds',
    ]);
  });

  it('stand above the form if they belong to no field', () => {
    expect(fieldsOf('', '/selector', '/selector/cluster', '/constructor', '/nonsense/0')).toEqual(
      Array(5).fill('root')
    );
  });
});

it('says how many samples to expect', () => {
  expect(expectedSamples(form({ durationSeconds: 60 }))).toContain('5,940 samples');
  expect(expectedSamples(form({ frequencyHz: NaN }))).toBe('');
  expect(expectedSamples(form({ onCpu: false }))).toContain('counted');
});
