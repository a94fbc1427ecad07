import {
  ALERT_OUTCOMES,
  ALERT_SOURCES,
  AlertDeliverySchema,
  pageOf,
  PageQuerySchema,
  stringEnum,
} from '@meshprof/contracts';
import { Type } from 'typebox';
import { isTimePlace, readPage } from '../http/cursor.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { Storage } from '../storage/open-storage.ts';
import { findDelivery, listDeliveries } from './delivery-store.ts';
import { toDelivery } from './delivery-view.ts';

const ListQuery = Type.Object(
  {
    ...PageQuerySchema.properties,
    outcome: Type.Optional(stringEnum(ALERT_OUTCOMES)),
    source: Type.Optional(stringEnum(ALERT_SOURCES)),
    alert: Type.Optional(Type.String({ maxLength: 128, description: 'Part of the name of the alert, in any case' })),
  },
  { additionalProperties: false }
);

export function addDeliveryRoutes(scope: Scope, { storage }: { storage: Storage }): void {
  scope.get('/v1/alerts/deliveries', {
    config: { access: 'read', problems: ['invalid-cursor'] },
    schema: {
      summary: 'List the alerts that were delivered, newest first, and what came of each',
      operationId: 'listAlertDeliveries',
      tags: ['alerts'],
      querystring: ListQuery,
      response: { 200: pageOf(AlertDeliverySchema, 'AlertDeliveryPage') },
    },
    handler: async ({ query }) => {
      const { outcome, source, alert } = query;
      const page = await readPage(query, {
        read: (page) => listDeliveries(storage, { outcome, source, alert }, page),
        place: (row) => [row.received_at_ms, row.id] as const,
        isPlace: isTimePlace,
      });
      return { ...page, items: page.items.map(toDelivery) };
    },
  });
  scope.get('/v1/alerts/deliveries/:id', {
    config: { access: 'read', problems: ['not-found'] },
    schema: {
      summary: 'Show a delivered alert, and what came of it',
      operationId: 'showAlertDelivery',
      tags: ['alerts'],
      params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
      response: { 200: AlertDeliverySchema },
    },
    handler: async ({ params }) => {
      const row = await findDelivery(storage, params.id);
      if (row !== undefined) return toDelivery(row);
      throw new ProblemError('not-found', 'There is no delivery with this id; old ones are deleted.');
    },
  });
}
