import {
  EVENTS,
  pageOf,
  PageQuerySchema,
  SELECTOR_LABELS,
  type SelectorLabel,
  stringEnum,
  type Task,
  TagSchema,
  TASK_ORIGINS,
  TASK_STATES,
  TaskSchema,
} from '@meshprof/contracts';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { type Static, type TOptional, type TString, Type } from 'typebox';
import type { Storage } from '../storage/open-storage.ts';
import type { Schema } from '../storage/schema.ts';
import { holdsWord, wordsOf } from '../storage/text-search.ts';
import { TAG_LABEL } from './new-task.ts';
import { loadTargets, type TaskPosition } from './task-store.ts';
import { toTask } from './task-view.ts';

const LABEL_FILTERS = Object.fromEntries(
  SELECTOR_LABELS.map((label) => [
    label,
    Type.Optional(Type.String({ maxLength: 256, description: `Only tasks whose selector wants ${label} to be this` })),
  ])
) as Record<SelectorLabel, TOptional<TString>>;

const Time = (description: string) => Type.Optional(Type.String({ format: 'date-time', maxLength: 40, description }));

export const TaskListQuerySchema = Type.Object(
  {
    ...PageQuerySchema.properties,
    ...LABEL_FILTERS,
    state: Type.Optional(
      Type.Union([stringEnum(TASK_STATES), Type.Array(stringEnum(TASK_STATES), { maxItems: TASK_STATES.length })], {
        description: 'Only tasks in this state, or in one of these',
      })
    ),
    event: Type.Optional(stringEnum(EVENTS, { description: 'Only tasks that sample this' })),
    search: Type.Optional(
      Type.String({
        maxLength: 256,
        description:
          'Only tasks with all of these words, in any case, in title, note, author, cause, tags, the values that their ' +
          'selectors want, or their processes; at most 8',
      })
    ),
    origin: Type.Optional(stringEnum(TASK_ORIGINS)),
    author: Type.Optional(Type.String({ maxLength: 256 })),
    tag: Type.Optional(TagSchema),
    schedule: Type.Optional(Type.String({ maxLength: 100, description: 'Only tasks of the schedule with this id' })),
    createdFrom: Time('Only tasks created then or later'),
    createdBefore: Time('Only tasks created before then'),
  },
  { additionalProperties: false }
);
export type TaskListQuery = Static<typeof TaskListQuerySchema>;

export const TaskPageSchema = pageOf(TaskSchema, 'TaskPage');

/** A page of tasks, newest first. */
export async function listTasks(
  storage: Storage,
  filter: Omit<TaskListQuery, 'limit' | 'cursor'>,
  page: { limit: number; after?: TaskPosition }
): Promise<Task[]> {
  let query = storage.selectFrom('tasks').selectAll();
  query = query.orderBy('created_at_ms', 'desc').orderBy('id', 'desc').limit(page.limit);
  if (page.after !== undefined) {
    const [createdAtMs, id] = page.after;
    query = query.where((eb) =>
      eb.or([eb('created_at_ms', '<', createdAtMs), eb.and([eb('created_at_ms', '=', createdAtMs), eb('id', '<', id)])])
    );
  }
  const { state, event, search, origin, author, tag, schedule, createdFrom, createdBefore, ...labels } = filter;
  if (state !== undefined) query = query.where('state', 'in', [state].flat());
  // Stored as a JSON array of these ids.
  if (event !== undefined) query = query.where('events_json', 'like', `%"${event}"%`);
  for (const word of wordsOf(search ?? '')) query = query.where((eb) => eb.or(mentions(eb, word)));
  if (origin !== undefined) query = query.where('origin', '=', origin);
  if (author !== undefined) query = query.where('author', '=', author);
  if (schedule !== undefined) query = query.where('schedule_id', '=', schedule);
  if (createdFrom !== undefined) query = query.where('created_at_ms', '>=', Date.parse(createdFrom));
  if (createdBefore !== undefined) query = query.where('created_at_ms', '<', Date.parse(createdBefore));
  for (const [label, value] of [...Object.entries(labels), ...(tag === undefined ? [] : [[TAG_LABEL, tag] as const])]) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('task_labels')
          .select('task_labels.task_id')
          .whereRef('task_labels.task_id', '=', 'tasks.id')
          .where('task_labels.label', '=', label)
          .where('task_labels.value', '=', value)
      )
    );
  }
  const rows = await query.execute();
  const targets = await loadTargets(
    storage,
    rows.map((row) => row.id)
  );
  const byTask = Map.groupBy(targets, (target) => target.task_id);
  return rows.map((row) => toTask(row, byTask.get(row.id) ?? []));
}

/** Where a word may stand: in what people wrote, in what the selector wants, or in what is known of the processes. */
function mentions(eb: ExpressionBuilder<Schema, 'tasks'>, word: string): Expression<SqlBool>[] {
  return [
    holdsWord(['tasks.title', 'tasks.note', 'tasks.author', 'tasks.cause_json'], word),
    eb.exists(
      eb
        .selectFrom('task_labels')
        .select('task_labels.task_id')
        .whereRef('task_labels.task_id', '=', 'tasks.id')
        .where(holdsWord(['task_labels.value'], word))
    ),
    eb.exists(
      eb
        .selectFrom('task_targets')
        .select('task_targets.task_id')
        .whereRef('task_targets.task_id', '=', 'tasks.id')
        .where(holdsWord(TARGET_COLUMNS, word))
    ),
  ];
}

const TARGET_COLUMNS = ['service', 'process', 'pid', 'node', 'role', 'container'].map((name) => `task_targets.${name}`);
