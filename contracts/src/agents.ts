import { type Static, Type } from 'typebox';
import { AGENT_STATES } from './agent-states.ts';
import { AgentUsageSchema } from './agent-usage.ts';
import { EVENTS } from './events.ts';
import { SelectorSchema } from './selectors.ts';
import { stringEnum } from './string-enum.ts';

/** What an agent enforces whatever a controller asks of it; the agent's settings of the same names. */
export const AgentLimitsSchema = Type.Object(
  {
    maxSessions: Type.Integer({ minimum: 0, description: 'Sessions at the same time' }),
    maxCpuCores: Type.Number({ minimum: 0, description: 'CPU that the agent may take, in cores' }),
    maxRssBytes: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Memory it may take' }),
    maxFrequencyHz: Type.Integer({ minimum: 1, maximum: 999 }),
    maxDurationMs: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    allowedEvents: Type.Array(stringEnum(EVENTS), { maxItems: EVENTS.length }),
    allowedSelectors: Type.Optional(
      Type.Array(SelectorSchema, { maxItems: 64, description: 'Only processes that match one of these' })
    ),
  },
  { title: 'AgentLimits' }
);
export type AgentLimits = Static<typeof AgentLimitsSchema>;

/** What an agent says about itself and its node, once after each start. */
export const AgentFactsSchema = Type.Object({
  node: Type.String({ minLength: 1, maxLength: 253 }),
  version: Type.String({ maxLength: 64 }),
  capabilities: Type.Array(Type.String({ maxLength: 64 }), {
    maxItems: 64,
    description: 'Events it can sample; `experiments` if it runs those',
  }),
  kernel: Type.String({ maxLength: 128, description: 'Release, as uname -r prints it' }),
  architecture: Type.String({ maxLength: 32 }),
  requirements: Type.Array(
    Type.Object({
      id: Type.String({ maxLength: 64 }),
      met: Type.Boolean(),
      needed: Type.Boolean({ description: 'False for what makes profiles better only' }),
      remedy: Type.String({ maxLength: 1000 }),
    }),
    { maxItems: 64, description: 'What `meshprof check` says there: kernel features, BTF, rights' }
  ),
  /** Of profiling; absent from an agent that does not profile. */
  limits: Type.Optional(AgentLimitsSchema),
});
export type AgentFacts = Static<typeof AgentFactsSchema>;

export const AgentSchema = Type.Object(
  {
    id: Type.String(),
    node: Type.String(),
    version: Type.String(),
    capabilities: Type.Array(Type.String()),
    state: stringEnum(AGENT_STATES),
    targets: Type.Integer({ minimum: 0 }),
    registeredAt: Type.String({ format: 'date-time' }),
    lastSeenAt: Type.String({ format: 'date-time' }),
    joinToken: Type.Optional(
      Type.String({ description: 'Id of the join token it joined with; absent: the configured one' })
    ),
    rotating: Type.Boolean({
      description: 'It has been given, or will be given, a new credential and has not used it yet',
    }),
    revokedAt: Type.Optional(Type.String({ format: 'date-time' })),
    revokedBy: Type.Optional(Type.String()),
    // Absent until the agent has said so itself; an older agent does not.
    kernel: Type.Optional(AgentFactsSchema.properties.kernel),
    architecture: Type.Optional(AgentFactsSchema.properties.architecture),
    requirements: Type.Optional(AgentFactsSchema.properties.requirements),
    limits: Type.Optional(AgentLimitsSchema),
    usage: Type.Optional(
      Type.Object(
        { ...AgentUsageSchema.properties, reportedAt: Type.String({ format: 'date-time' }) },
        { description: 'What it took and lost when it said so last; absent from an older agent' }
      )
    ),
  },
  { title: 'Agent' }
);
export type Agent = Static<typeof AgentSchema>;
