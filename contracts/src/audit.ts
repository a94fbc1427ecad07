import { type Static, Type } from 'typebox';

/** One change that was made: `GET /v1/audit`. Entries are only ever added, until their retention ends. */
export const AuditEntrySchema = Type.Object(
  {
    id: Type.String(),
    at: Type.String({ format: 'date-time' }),
    actor: Type.String({ description: 'A user, local (the token), policy:<id>, alert:<id>, agent:<id> or controller' }),
    action: Type.String({ description: '<kind of object>.<verb>, e.g. task.cancel' }),
    objectKind: Type.String(),
    objectId: Type.String(),
    before: Type.Optional(Type.Unknown({ description: 'The object before; absent where there was none' })),
    after: Type.Optional(Type.Unknown({ description: 'The object afterwards; absent where there is none' })),
  },
  { title: 'AuditEntry' }
);
export type AuditEntry = Static<typeof AuditEntrySchema>;
