import { type Static, Type } from 'typebox';
import { PolicyRuleSchema, PutPolicySchema } from './policies.ts';
import { STANDING_STATES, type StandingState } from './standing.ts';
import { SelectorSchema } from './selectors.ts';
import { stringEnum } from './string-enum.ts';
import { PROCESS_PROPERTIES, REASON_PROPERTIES } from './targets.ts';

const DateTime = Type.String({ format: 'date-time' });
const Count = Type.Integer({ minimum: 0 });

const TargetCountsSchema = Type.Unsafe<Partial<Record<StandingState, number>>>({
  type: 'object',
  properties: Object.fromEntries(STANDING_STATES.map((state) => [state, Count])),
});

/** A policy as the API shows it: its rule with every default written out. */
export const PolicySchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    enabled: Type.Boolean(),
    rule: PolicyRuleSchema,
    author: Type.String(),
    createdAt: DateTime,
    updatedAt: DateTime,
    updatedBy: Type.String(),
    /** Processes it profiles now, by state; absent for triggers. */
    targets: Type.Optional(TargetCountsSchema),
    matching: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Profilable processes that the selector of a trigger matches now' })
    ),
    evaluatedAt: Type.Optional(Type.String({ format: 'date-time', description: 'When Prometheus last answered' })),
    lastFiredAt: Type.Optional(DateTime),
    problem: Type.Optional(
      Type.Object({ detail: Type.String({ description: 'Why it does not work now, and what to do' }), since: DateTime })
    ),
  },
  { title: 'Policy' }
);
export type Policy = Static<typeof PolicySchema>;

/** One process that a policy profiles, and what its agent last said about that. */
export const PolicyTargetSchema = Type.Object(
  {
    ...PROCESS_PROPERTIES,
    state: stringEnum(STANDING_STATES),
    frequencyHz: Type.Optional(Type.Integer({ description: 'What the agent samples at now' })),
    changedAt: DateTime,
    ...REASON_PROPERTIES,
  },
  { title: 'PolicyTarget' }
);
export type PolicyTarget = Static<typeof PolicyTargetSchema>;

/**
 * `starting` becomes `started` once the task is stored. A firing in its cool-down, or over the number of tasks at a
 * time, starts nothing; the same again is counted in `repeats`.
 */
export const FIRING_OUTCOMES = ['starting', 'started', 'cooling-down', 'too-many-tasks', 'refused'] as const;
export type FiringOutcome = (typeof FIRING_OUTCOMES)[number];

export const FiringSchema = Type.Object(
  {
    id: Type.String(),
    policyId: Type.String(),
    at: DateTime,
    lastAt: DateTime,
    repeats: Count,
    what: Type.String({ description: 'Process, node or series over the threshold' }),
    metric: Type.String(),
    op: Type.String(),
    threshold: Type.Number(),
    measured: Type.Number(),
    unit: Type.String(),
    outcome: stringEnum(FIRING_OUTCOMES),
    detail: Type.Optional(Type.String()),
    taskId: Type.Optional(Type.String()),
  },
  { title: 'Firing' }
);
export type Firing = Static<typeof FiringSchema>;

/** How long back a preview looks at most. */
export const PREVIEW_MAX_MS = 86_400_000;

export const PreviewPolicySchema = Type.Object(
  {
    ...PutPolicySchema.properties,
    name: Type.Optional(PutPolicySchema.properties.name),
    overMs: Type.Optional(Type.Integer({ minimum: 60_000, maximum: PREVIEW_MAX_MS, default: 3_600_000 })),
  },
  { title: 'PreviewPolicy', additionalProperties: false }
);
export type PreviewPolicy = Static<typeof PreviewPolicySchema>;

export const PreviewedFiringSchema = Type.Object(
  {
    at: DateTime,
    what: Type.String(),
    measured: Type.Number(),
    outcome: stringEnum(['started', 'cooling-down', 'too-many-tasks', 'refused'] as const),
    selector: Type.Optional(SelectorSchema),
    detail: Type.Optional(Type.String()),
  },
  { title: 'PreviewedFiring' }
);
export type PreviewedFiring = Static<typeof PreviewedFiringSchema>;

export const PolicyPreviewSchema = Type.Object(
  {
    from: Type.String({
      format: 'date-time',
      description: 'How far back the answer reaches: the earliest moment known',
    }),
    to: DateTime,
    tasks: Type.Integer({ minimum: 0, description: 'Tasks it would have started in that time' }),
    held: Type.Integer({ minimum: 0, description: 'Times it would have fired but for cool-down or limit of tasks' }),
    refused: Type.Integer({ minimum: 0, description: 'Times its result named no process' }),
    firings: Type.Array(PreviewedFiringSchema, { maxItems: 200, description: 'The first of them' }),
    matching: Type.Integer({ minimum: 0, description: 'Profilable processes that match its selector now' }),
    measured: Type.Integer({ minimum: 0, description: 'Processes or series that were looked at' }),
    course: Type.Optional(
      Type.Object(
        {
          partMs: Type.Number({ exclusiveMinimum: 0 }),
          values: Type.Array(Type.Union([Type.Number(), Type.Null()]), {
            description:
              'Of each part of the time the value that came closest to firing, of all that were looked at; null where ' +
              'nothing was measured. The last part ends at `to`',
          }),
        },
        { title: 'ValueCourse' }
      )
    ),
    highest: Type.Optional(Type.Number({ description: 'Highest value seen' })),
    lowest: Type.Optional(Type.Number({ description: 'Lowest value seen' })),
    notes: Type.Array(Type.String(), { description: 'What the answer leaves open' }),
  },
  { title: 'PolicyPreview' }
);
export type PolicyPreview = Static<typeof PolicyPreviewSchema>;
