import { type Static, Type } from 'typebox';
import { JOIN_TOKEN_MAX_USES, JOIN_TOKEN_NAME_MAX_LENGTH } from './join-token-limits.ts';
import { stringEnum } from './string-enum.ts';

/** What new agents are admitted with. The controller's setting `joinToken` is one more, without limits. */
export const JOIN_TOKEN_STATES = ['usable', 'used-up', 'expired', 'revoked'] as const;
export type JoinTokenState = (typeof JOIN_TOKEN_STATES)[number];

const YEAR_MS = 31_536_000_000;

export const CreateJoinTokenSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: JOIN_TOKEN_NAME_MAX_LENGTH, description: 'What it is for' }),
    expiresInMs: Type.Optional(Type.Integer({ minimum: 1_000, maximum: 10 * YEAR_MS, description: 'Absent: never' })),
    maxUses: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: JOIN_TOKEN_MAX_USES,
        description: 'Agents that it admits; absent: any number',
      })
    ),
  },
  { title: 'CreateJoinToken', additionalProperties: false }
);
export type CreateJoinToken = Static<typeof CreateJoinTokenSchema>;

export const JoinTokenSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    state: stringEnum(JOIN_TOKEN_STATES),
    uses: Type.Integer({ minimum: 0, description: 'Agents that it admitted' }),
    maxUses: Type.Optional(Type.Integer({ minimum: 1 })),
    createdAt: Type.String({ format: 'date-time' }),
    createdBy: Type.String(),
    expiresAt: Type.Optional(Type.String({ format: 'date-time' })),
    lastUsedAt: Type.Optional(Type.String({ format: 'date-time' })),
    revokedAt: Type.Optional(Type.String({ format: 'date-time' })),
    revokedBy: Type.Optional(Type.String()),
  },
  { title: 'JoinToken' }
);
export type JoinToken = Static<typeof JoinTokenSchema>;

export const CreatedJoinTokenSchema = Type.Intersect(
  [JoinTokenSchema, Type.Object({ token: Type.String({ description: 'Shown this once; only its hash is kept' }) })],
  { title: 'CreatedJoinToken' }
);
export type CreatedJoinToken = Static<typeof CreatedJoinTokenSchema>;
