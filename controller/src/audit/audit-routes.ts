import { AuditEntrySchema, pageOf, PageQuerySchema } from '@meshprof/contracts';
import { Type } from 'typebox';
import { isTimePlace, readPage } from '../http/cursor.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { Storage } from '../storage/open-storage.ts';
import { type AuditPosition, listAuditEntries } from './audit-store.ts';

const text = (description: string) => Type.Optional(Type.String({ maxLength: 256, description }));

/** RFC 3339 in UTC, of years that a database can count the milliseconds of. */
const time = (description: string) =>
  Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?Z$',
      maxLength: 40,
      description,
    })
  );

const ListQuery = Type.Object(
  {
    ...PageQuerySchema.properties,
    actor: text('Only changes by this actor'),
    action: text('Only this action, e.g. task.cancel'),
    objectKind: text('Only changes of this kind of object, e.g. task'),
    objectId: text('Only changes of the object with this id'),
    from: time('Only changes from this time on, e.g. 2026-11-24T12:00:00Z'),
    to: time('Only changes before this time'),
  },
  { additionalProperties: false }
);

export function addAuditRoutes(scope: Scope, { storage }: { storage: Storage }): void {
  scope.get('/v1/audit', {
    config: { access: 'admin', problems: ['invalid-cursor'] },
    schema: {
      summary: 'List changes, newest first: who changed what, and what it was before',
      operationId: 'listAuditEntries',
      tags: ['audit'],
      querystring: ListQuery,
      response: { 200: pageOf(AuditEntrySchema, 'AuditPage') },
    },
    handler: ({ query: { limit, cursor, from, to, ...equal } }) => {
      const filter = { ...equal, ...unixMs('fromMs', 'from', from), ...unixMs('toMs', 'to', to) };
      return readPage(
        { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) },
        {
          read: (page) => listAuditEntries(storage, filter, page),
          place: (entry): AuditPosition => [Date.parse(entry.at), entry.id],
          isPlace: isTimePlace,
        }
      );
    },
  });
}

/** The pattern leaves in what is no time: the 13th month. */
function unixMs<K extends string>(key: K, name: string, time: string | undefined): { [P in K]?: number } {
  if (time === undefined) return {};
  const value = Date.parse(time);
  if (!Number.isNaN(value)) return { [key]: value } as { [P in K]?: number };
  const message = `${name} is no time that there is.`;
  throw new ProblemError('invalid-request', message, { errors: [{ path: `/${name}`, message }] });
}
