import { type Static, Type } from 'typebox';
import { stringEnum } from './string-enum.ts';

export const AgentSchema = Type.Object(
  {
    id: Type.String(),
    node: Type.String(),
    version: Type.String(),
    capabilities: Type.Array(Type.String()),
    state: stringEnum(['connected', 'lost'] as const),
    targets: Type.Integer({ minimum: 0 }),
    registeredAt: Type.String({ format: 'date-time' }),
    lastSeenAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Agent' }
);
export type Agent = Static<typeof AgentSchema>;
