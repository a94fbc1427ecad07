import { EXPERIMENT_STATES, ExperimentSummarySchema, pageOf, PageQuerySchema, stringEnum } from '@meshprof/contracts';
import { type Static, Type } from 'typebox';
import type { ExperimentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { holdsWord, wordsOf } from '../storage/text-search.ts';
import { SUMMARY_COLUMNS, type SummaryRow } from './experiment-view.ts';

const State = stringEnum(EXPERIMENT_STATES);
const Exactly = (description: string) => Type.Optional(Type.String({ maxLength: 256, description }));

export const ExperimentListQuerySchema = Type.Object(
  {
    ...PageQuerySchema.properties,
    state: Type.Optional(
      Type.Union([State, Type.Array(State, { maxItems: EXPERIMENT_STATES.length })], {
        description: 'Only experiments in this state, or in one of these',
      })
    ),
    node: Exactly('Only experiments on this node'),
    author: Exactly('Only experiments that this person created'),
    search: Exactly(
      'Only experiments with all of these words, in any case, in title, note, author, node, target or names of variants'
    ),
  },
  { additionalProperties: false }
);
export type ExperimentListQuery = Static<typeof ExperimentListQuerySchema>;

export const ExperimentPageSchema = pageOf(ExperimentSummarySchema, 'ExperimentPage');

/** Place of an experiment in the list: newest first. */
export type ExperimentPosition = readonly [createdAtMs: number, id: ExperimentId];

const SEARCHED = ['title', 'note', 'author', 'node', 'target_key', 'variants_json'];

export async function listExperimentRows(
  storage: Storage,
  { state, node, author, search = '' }: Omit<ExperimentListQuery, 'limit' | 'cursor'>,
  page: { limit: number; after?: ExperimentPosition }
): Promise<SummaryRow[]> {
  let query = storage.selectFrom('experiments').select(SUMMARY_COLUMNS);
  query = query.orderBy('created_at_ms', 'desc').orderBy('id', 'desc').limit(page.limit);
  if (page.after !== undefined) {
    const [createdAtMs, id] = page.after;
    query = query.where((eb) =>
      eb.or([eb('created_at_ms', '<', createdAtMs), eb.and([eb('created_at_ms', '=', createdAtMs), eb('id', '<', id)])])
    );
  }
  if (state !== undefined) query = query.where('state', 'in', [state].flat());
  if (node !== undefined) query = query.where('node', '=', node);
  if (author !== undefined) query = query.where('author', '=', author);
  for (const word of wordsOf(search)) query = query.where(holdsWord(SEARCHED, word));
  return query.execute();
}
