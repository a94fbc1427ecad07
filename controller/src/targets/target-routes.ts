import {
  ListedTargetSchema,
  pageOf,
  PageQuerySchema,
  SELECTOR_LABELS,
  type SelectorLabel,
  stringEnum,
} from '@meshprof/contracts';
import { type TOptional, type TString, Type } from 'typebox';
import { isTextPlace, readPage } from '../http/cursor.ts';
import type { Scope } from '../http/scope.ts';
import type { InventoryStore } from './inventory-store.ts';

/** Longer than any label is; all of them percent-encoded must fit into the head of a request. */
const MAX_FILTER_LENGTH = 256;

const LABEL_FILTERS = Object.fromEntries(
  SELECTOR_LABELS.map((label) => [
    label,
    Type.Optional(Type.String({ maxLength: MAX_FILTER_LENGTH, description: `Only processes whose ${label} is this` })),
  ])
) as Record<SelectorLabel, TOptional<TString>>;

const ListQuery = Type.Object(
  {
    ...PageQuerySchema.properties,
    ...LABEL_FILTERS,
    verdict: Type.Optional(stringEnum(['profilable', 'refused'] as const)),
    search: Type.Optional(
      Type.String({
        maxLength: MAX_FILTER_LENGTH,
        description: 'Only processes with all of these words, anywhere in their labels or pid, in any case; at most 8',
      })
    ),
  },
  { additionalProperties: false }
);

export function addTargetRoutes(scope: Scope, { inventory }: { inventory: InventoryStore }): void {
  scope.get('/v1/targets', {
    config: { access: 'read', problems: ['invalid-cursor'] },
    schema: {
      summary: 'List the processes that agents found, by service',
      operationId: 'listTargets',
      tags: ['targets'],
      querystring: ListQuery,
      response: { 200: pageOf(ListedTargetSchema, 'TargetPage') },
    },
    handler: ({ query }) => {
      const { limit, cursor, ...filter } = query;
      return readPage(
        { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) },
        {
          read: (page) => inventory.list(filter, page),
          place: (target) => [target.service, target.id] as const,
          isPlace: isTextPlace,
        }
      );
    },
  });
}
