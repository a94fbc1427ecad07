import { type Static, Type } from 'typebox';
import { EVENTS } from './events.ts';
import { NODE_METRIC_IDS, THRESHOLD_OPERATORS } from './policy-metrics.ts';
import { SelectorSchema } from './selectors.ts';
import { stringEnum } from './string-enum.ts';

/**
 * What policies ask of an agent (part of agent-protocol.ts's Assignments), and what it says about that:
 *
 * POST /agent/v1/standing   {StandingReport} → 204: states of standing sessions, when they change
 * POST /agent/v1/crossings  {Crossing} → {CrossingResponse}: a watched value is over its threshold; repeated while it is
 * POST /agent/v1/answers    {WatchAnswer} → 204: how often a question's watch would have crossed
 */
export const STANDING_MODES = ['always-on', 'flight-recorder'] as const;

/** `reduced`: at a lower frequency than asked for. `left-out`: not asked of the agent, the policy takes fewer. */
export const STANDING_STATES = ['waiting', 'running', 'reduced', 'dropped', 'failed', 'left-out'] as const;
export type StandingState = (typeof STANDING_STATES)[number];

/** One process to profile without an end. One that disappears from the list is to be ended. */
export const StandingAssignmentSchema = Type.Object({
  policyId: Type.String(),
  mode: stringEnum(STANDING_MODES),
  targetId: Type.String(),
  pid: Type.Integer({ minimum: 1 }),
  startTimeTicks: Type.String(),
  events: Type.Array(stringEnum(EVENTS), { minItems: 1 }),
  frequencyHz: Type.Integer({ minimum: 1, maximum: 99 }),
  agentCpuPercent: Type.Number({ exclusiveMinimum: 0 }),
  /** Flight recorder only. */
  keepMs: Type.Optional(Type.Integer({ minimum: 1 })),
  maxBytes: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type StandingAssignment = Static<typeof StandingAssignmentSchema>;

const MAX_COURSE_PARTS = 240;

const Condition = {
  /** The agent matches it against its own inventory: a new process is watched at once. */
  selector: SelectorSchema,
  metric: stringEnum(NODE_METRIC_IDS),
  op: stringEnum(THRESHOLD_OPERATORS),
  threshold: Type.Number(),
  periodMs: Type.Integer({ minimum: 1, maximum: 3_600_000 }),
  count: Type.Integer({ minimum: 1, maximum: 720 }),
};

export const WatchConditionSchema = Type.Object(Condition);
export type WatchCondition = Static<typeof WatchConditionSchema>;

export const WatchSchema = Type.Object({ policyId: Type.String(), ...Condition });
export type Watch = Static<typeof WatchSchema>;

/** How often a watch would have crossed in what the agent remembers. */
export const WatchQuestionSchema = Type.Object({
  questionId: Type.String(),
  ...Condition,
  /** Asks for the course of the values, too; an older controller does not, and would refuse one. */
  course: Type.Optional(
    Type.Object({
      overMs: Type.Integer({ minimum: 1, maximum: 86_400_000, description: 'Until now' }),
      parts: Type.Integer({ minimum: 1, maximum: MAX_COURSE_PARTS }),
    })
  ),
});
export type WatchQuestion = Static<typeof WatchQuestionSchema>;

export const StandingReportSchema = Type.Object(
  {
    sessions: Type.Array(
      Type.Object({
        policyId: Type.String({ maxLength: 100 }),
        targetId: Type.String({ maxLength: 200 }),
        state: stringEnum(STANDING_STATES),
        frequencyHz: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })),
        reasonCode: Type.Optional(Type.String({ maxLength: 64 })),
        detail: Type.Optional(Type.String({ maxLength: 500 })),
      }),
      { maxItems: 500 }
    ),
  },
  { additionalProperties: false }
);
export type StandingReport = Static<typeof StandingReportSchema>;
export type StandingSessionReport = StandingReport['sessions'][number];

/** Times are how long ago: clocks of agent and controller may differ. */
const AgoMs = Type.Integer({ minimum: 0, maximum: 604_800_000 });

export const CrossingSchema = Type.Object(
  {
    policyId: Type.String({ maxLength: 100 }),
    /** Absent for a metric of the node. */
    targetId: Type.Optional(Type.String({ maxLength: 200 })),
    measured: Type.Number(),
    beganAgoMs: AgoMs,
  },
  { additionalProperties: false }
);
export type Crossing = Static<typeof CrossingSchema>;

/** `taskId` if a task began for it. */
export const CrossingResponseSchema = Type.Object({ taskId: Type.Optional(Type.String()) });
export type CrossingResponse = Static<typeof CrossingResponseSchema>;

export const WatchAnswerSchema = Type.Object(
  {
    questionId: Type.String({ maxLength: 100 }),
    /** How far back what the agent remembers of these processes reaches. */
    historyMs: AgoMs,
    processes: Type.Integer({ minimum: 0, maximum: 4_194_304 }),
    /** Matching processes of which there is no value: there are too many. */
    unmeasured: Type.Integer({ minimum: 0, maximum: 4_194_304 }),
    /** Of these, those whose first value is still to come: the process is new, or nobody had asked for this metric. */
    notYetMeasured: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_194_304 })),
    highest: Type.Optional(Type.Number()),
    lowest: Type.Optional(Type.Number()),
    /** Stretches in which it would have been reported. */
    stretches: Type.Array(
      Type.Object({
        targetId: Type.Optional(Type.String({ maxLength: 200 })),
        what: Type.String({ maxLength: 300 }),
        fromAgoMs: AgoMs,
        untilAgoMs: AgoMs,
        extreme: Type.Number(),
      }),
      { maxItems: 200 }
    ),
    /** If it was asked for: value-course.ts, of all matching processes. */
    course: Type.Optional(Type.Array(Type.Union([Type.Number(), Type.Null()]), { maxItems: MAX_COURSE_PARTS })),
  },
  { additionalProperties: false }
);
export type WatchAnswer = Static<typeof WatchAnswerSchema>;
