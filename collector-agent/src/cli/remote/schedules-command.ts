import { pageOf, type SaveSchedule, type Schedule, ScheduleSchema } from '@meshprof/contracts';
import type { Command } from 'commander';
import { formatFacts, formatTable } from '../table.ts';
import { writeOut } from '../terminal.ts';
import type { ControllerApi } from './controller-api.ts';
import { addRemoteOptions, present, queryOf, type RemoteOptions, withApi } from './remote-command.ts';
import { formatSelector } from './matcher-arguments.ts';
import { addDefinitionOptions } from './task-flags.ts';
import { taskBody, type TaskOptions } from './task-options.ts';

const SchedulePage = pageOf(ScheduleSchema, 'SchedulePage');

export function addSchedulesCommand(program: Command): void {
  const schedules = program.command('schedules').description('do the same task again and again, by a cron expression');
  addList(schedules);
  addShow(schedules);
  addCreate(schedules);
  addSwitch(schedules, { name: 'pause', about: 'let it rest; its next task is cancelled, those that began go on' });
  addSwitch(schedules, { name: 'resume', about: 'let it start tasks again' });
  addDelete(schedules);
}

function addList(schedules: Command): void {
  addRemoteOptions(schedules.command('list'))
    .description('list schedules, newest first')
    .option('--limit <number>', 'at most so many')
    .option('--cursor <cursor>', 'go on after a page (nextCursor of --json)')
    .action((options: RemoteOptions & { readonly limit?: string; readonly cursor?: string }) =>
      withApi(options, async (api) => {
        const { limit, cursor } = options;
        const page = await api.call('GET', `/v1/schedules${queryOf({ limit, cursor })}`, { answer: SchedulePage });
        present(options, page, ({ items }) => scheduleTable(items));
      })
    );
}

function addShow(schedules: Command): void {
  addRemoteOptions(schedules.command('show'))
    .description('tell what a schedule does, and when next')
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => present(options, await find(api, id), scheduleReport))
    );
}

interface CreateOptions extends RemoteOptions, Omit<TaskOptions, 'startAt' | 'before'> {
  readonly cron: string;
  readonly timeZone?: string;
  readonly paused?: boolean;
}

function addCreate(schedules: Command): void {
  addDefinitionOptions(addRemoteOptions(schedules.command('create')))
    .description('profile every process that matches, each time anew')
    .requiredOption('--cron <expression>', 'minute, hour, day of month, month, day of week: "0 3 * * mon-fri"')
    .option('--time-zone <name>', 'such as Europe/Berlin; default: UTC')
    .option('--paused', 'create it, and let it rest')
    .action((conditions: string[], options: CreateOptions) =>
      withApi(options, async (api) => {
        const { cron, timeZone, paused } = options;
        const body: SaveSchedule = {
          cron,
          ...(timeZone !== undefined && { timeZone }),
          enabled: paused !== true,
          task: taskBody(conditions, options),
        };
        const schedule = await api.call('POST', '/v1/schedules', { answer: ScheduleSchema, body });
        present(options, schedule, ({ id }) => `${id}\n`);
      })
    );
}

function addSwitch(schedules: Command, { name, about }: { name: 'pause' | 'resume'; about: string }): void {
  addRemoteOptions(schedules.command(name))
    .description(about)
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        const { cron, timeZone, task } = await find(api, id);
        const body: SaveSchedule = { cron, timeZone, task, enabled: name === 'resume' };
        const schedule = await api.call('PUT', schedulePath(id), { answer: ScheduleSchema, body });
        present(options, schedule, scheduleReport);
      })
    );
}

function addDelete(schedules: Command): void {
  addRemoteOptions(schedules.command('delete'))
    .description('end a schedule; its next task is cancelled, those that began go on')
    .argument('<id>')
    .action((id: string, options: RemoteOptions) =>
      withApi(options, async (api) => {
        await api.call('DELETE', schedulePath(id), {});
        writeOut(options.json === true ? '{}\n' : `deleted ${id}\n`);
      })
    );
}

function schedulePath(id: string): string {
  return `/v1/schedules/${encodeURIComponent(id)}`;
}

function find(api: ControllerApi, id: string): Promise<Schedule> {
  return api.call('GET', schedulePath(id), { answer: ScheduleSchema });
}

function scheduleTable(schedules: readonly Schedule[]): string {
  if (schedules.length === 0) return 'no schedules\n';
  return formatTable(
    [{ title: 'ID' }, { title: 'NEXT' }, { title: 'CRON' }, { title: 'TIME ZONE' }, { title: 'WHAT' }],
    schedules.map((schedule) => [
      schedule.id,
      nextOf(schedule),
      schedule.cron,
      schedule.timeZone,
      schedule.task.title ?? formatSelector(schedule.task.selector),
    ])
  );
}

function nextOf({ enabled, nextStartsAt }: Schedule): string {
  return enabled ? (nextStartsAt[0] ?? 'never') : 'paused';
}

function scheduleReport(schedule: Schedule): string {
  const { id, cron, timeZone, task, last, skipped, nextStartsAt } = schedule;
  return formatFacts([
    ['schedule', id],
    ['cron', `${cron} (${timeZone})`],
    ['processes', formatSelector(task.selector)],
    ['next', schedule.enabled ? nextStartsAt.join(', ') || 'never' : 'paused'],
    ['last', last === undefined ? 'none yet' : `${last.startAt} ${last.taskId ?? last.reason ?? ''}`.trim()],
    ['skipped', String(skipped)],
  ]);
}
