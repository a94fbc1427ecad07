import {
  DeletedTaskSchema,
  FINAL_TASK_STATES,
  pageOf,
  type Task,
  TaskPlanSchema,
  TaskSchema,
} from '@meshprof/contracts';
import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cli-failure.ts';
import { createProgressLine } from '../terminal.ts';
import type { ControllerApi } from './controller-api.ts';
import { addRemoteOptions, present, queryOf, type RemoteOptions, withApi } from './remote-command.ts';
import { addDefinitionOptions } from './task-flags.ts';
import { taskBody, type TaskOptions } from './task-options.ts';
import { planReport } from './plan-report.ts';
import { taskReport, taskTable } from './task-report.ts';

const TaskPage = pageOf(TaskSchema, 'TaskPage');
const POLL_EVERY_MS = 500;

export function addTasksCommand(program: Command): void {
  const tasks = program.command('tasks').description("make and follow a controller's profiling tasks");
  addList(tasks);
  addShow(tasks);
  addCreate(tasks);
  addPlan(tasks);
  addById(tasks, { name: 'cancel', about: 'end a task early; what was recorded is kept', path: 'cancel' });
  addById(tasks, { name: 'rerun', about: 'do the same again, on what matches now', path: 'rerun' });
  addDelete(tasks);
}

interface ListOptions extends RemoteOptions {
  readonly state?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

function addList(tasks: Command): void {
  addRemoteOptions(tasks.command('list'))
    .description('list tasks, newest first')
    .option('--state <state>', 'only those in this state')
    .option('--limit <number>', 'at most so many')
    .option('--cursor <cursor>', 'go on after a page (nextCursor of --json)')
    .action((options: ListOptions) =>
      withApi(options, async (api) => {
        const { state, limit, cursor } = options;
        const page = await api.call('GET', `/v1/tasks${queryOf({ state, limit, cursor })}`, { answer: TaskPage });
        present(options, page, ({ items }) => taskTable(items));
      })
    );
}

function addShow(tasks: Command): void {
  addRemoteOptions(tasks.command('show'))
    .description('tell what a task does and how it goes')
    .argument('<id>')
    .option('--wait', 'until it has ended; fails unless it completed')
    .action((id: string, options: RemoteOptions & { readonly wait?: boolean }) =>
      withApi(options, async (api) => {
        const task = options.wait === true ? await waitForEnd(api, id) : await find(api, id);
        present(options, task, taskReport);
        if (options.wait === true) failUnlessCompleted(task);
      })
    );
}

type CreateOptions = RemoteOptions & TaskOptions & { readonly wait?: boolean; readonly idempotencyKey?: string };

function addPlan(tasks: Command): void {
  addTaskOptions(addRemoteOptions(tasks.command('plan')))
    .description('tell what `create` would profile, what it would leave out and what it would cost')
    .action((conditions: string[], options: RemoteOptions & TaskOptions) =>
      withApi(options, async (api) => {
        const body = taskBody(conditions, options);
        const plan = await api.call('POST', '/v1/tasks/plan', { answer: TaskPlanSchema, body });
        present(options, plan, planReport);
      })
    );
}

function addDelete(tasks: Command): void {
  addRemoteOptions(tasks.command('delete'))
    .description('forget a task that has ended; its profiles stay in the store')
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        const deleted = await api.call('DELETE', taskPath(id), { answer: DeletedTaskSchema });
        present(options, deleted, ({ detail }) => `${detail}\n`);
      })
    );
}

/** What `create` and `plan` have in common. */
function addTaskOptions(command: Command): Command {
  return addDefinitionOptions(command)
    .option('--start-at <time>', "ISO 8601, by the controller's clock")
    .option('--before <time>', 'also what flight recorders hold from that long before');
}

function addCreate(tasks: Command): void {
  addTaskOptions(addRemoteOptions(tasks.command('create')))
    .description('profile every process that matches')
    .option('--idempotency-key <key>', 'a repeated command with this key makes no second task')
    .option('--wait', 'until it has ended; fails unless it completed')
    .action((conditions: string[], options: CreateOptions) =>
      withApi(options, async (api) => {
        const { idempotencyKey, wait } = options;
        const headers: Record<string, string> =
          idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
        const body = taskBody(conditions, options);
        const created = await api.call('POST', '/v1/tasks', { answer: TaskSchema, body, headers });
        const task = wait === true ? await waitForEnd(api, created.id) : created;
        present(options, task, wait === true ? taskReport : ({ id }) => `${id}\n`);
        if (wait === true) failUnlessCompleted(task);
      })
    );
}

/** A command that changes one task and shows it. */
function addById(tasks: Command, { name, about, path }: { name: string; about: string; path: string }): void {
  addRemoteOptions(tasks.command(name))
    .description(about)
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        const task = await api.call('POST', `${taskPath(id)}/${path}`, { answer: TaskSchema, body: {} });
        present(options, task, taskReport);
      })
    );
}

function taskPath(id: string): string {
  return `/v1/tasks/${encodeURIComponent(id)}`;
}

function find(api: ControllerApi, id: string): Promise<Task> {
  return api.call('GET', taskPath(id), { answer: TaskSchema });
}

async function waitForEnd(api: ControllerApi, id: string): Promise<Task> {
  const progress = createProgressLine();
  for (;;) {
    const task = await find(api, id);
    if ((FINAL_TASK_STATES as readonly string[]).includes(task.state)) {
      progress.clear();
      return task;
    }
    progress.update(() => `${task.id}: ${progressOf(task)}`);
    await sleep(POLL_EVERY_MS);
  }
}

function progressOf({ state, targets }: Task): string {
  const samples = targets.reduce((sum, { progress }) => sum + progress.samplesKept, 0);
  return `${state}, ${targets.length} processes, ${samples} samples`;
}

function failUnlessCompleted({ id, state, reason = '' }: Task): void {
  if (state !== 'completed')
    throw new CliError({ exit: 'refused', message: `task ${id} is ${state}. ${reason}`.trim() });
}
