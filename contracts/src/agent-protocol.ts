import { type Static, Type } from 'typebox';
import { AgentUsageSchema } from './agent-usage.ts';
import { AgentFactsSchema } from './agents.ts';
import { OffCpuOptionsSchema } from './create-task.ts';
import { EVENTS } from './events.ts';
import { ProxySettingsSchema } from './proxy-settings.ts';
import { StandingAssignmentSchema, WatchQuestionSchema, WatchSchema } from './standing.ts';
import { stringEnum } from './string-enum.ts';
import { FLIGHT_RECORDER_MAX_MS } from './task-limits.ts';
import { TARGET_STATES } from './task-states.ts';
import { TargetSummarySchema } from './target-summary.ts';
import { TargetSchema } from './targets.ts';
import { TargetProgressSchema } from './tasks.ts';

/**
 * The agent's side of the API, `/agent/v1/…`. The controller holds desired state; an agent asks for it with a long
 * poll and reports what it did. Every call but `register` carries `Authorization: Bearer <credential>`.
 *
 * POST /agent/v1/register     {RegisterRequest} → {RegisterResponse}; Authorization: Bearer <join token>
 * POST /agent/v1/heartbeat    {Heartbeat} → {HeartbeatResponse}; every 20 s
 * POST /agent/v1/inventory    {InventoryReport} → 204; when a heartbeat's answer asks for it or targets change; with
 *                             Content-Encoding: gzip if that answer said so
 * GET  /agent/v1/assignments?version=N&waitMs=25000 → {Assignments}; answers at once if its version differs from N
 * POST /agent/v1/status       {StatusReport} → {StatusResponse}
 *
 * 401 `unauthenticated`: register again. 401 `agent-revoked`: this machine is not admitted any more; its sessions end
 * as they would without a controller.
 *
 * Policies add to it: standing.ts; experiments: experiments/agent-protocol.ts.
 */
export const RegisterRequestSchema = Type.Object({
  node: Type.String({ minLength: 1, maxLength: 253 }),
  machineId: Type.String({ minLength: 1, maxLength: 128, description: 'Stable over restarts of the agent' }),
  version: Type.String({ maxLength: 64 }),
  capabilities: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }),
});
export type RegisterRequest = Static<typeof RegisterRequestSchema>;

/** Sent as a header, so nothing that would end one may be in it. */
const CREDENTIAL = { minLength: 1, maxLength: 512, pattern: '^[!-~]+$' } as const;

export const RegisterResponseSchema = Type.Object({
  agentId: Type.String({ minLength: 1, maxLength: 128 }),
  credential: Type.String(CREDENTIAL),
});
export type RegisterResponse = Static<typeof RegisterResponseSchema>;

const InventoryVersion = Type.String({
  maxLength: 64,
  description: 'Made by the agent from its targets: equal versions mean equal targets',
});

export const HeartbeatSchema = Type.Object({
  /** Absent from an agent that reports no processes: one that runs experiments. */
  inventoryVersion: Type.Optional(InventoryVersion),
  facts: Type.Optional(AgentFactsSchema),
  /** Absent from an agent that does not profile. */
  usage: Type.Optional(AgentUsageSchema),
});
export type Heartbeat = Static<typeof HeartbeatSchema>;

export const HeartbeatResponseSchema = Type.Object({
  inventory: Type.Boolean({ description: 'The controller has another inventory: send it' }),
  acceptsGzip: Type.Optional(
    Type.Boolean({ description: 'With inventory: it may be sent with Content-Encoding: gzip' })
  ),
  credential: Type.Optional(
    Type.String({ ...CREDENTIAL, description: 'Use it from now on; the old one ends with its first use' })
  ),
});
export type HeartbeatResponse = Static<typeof HeartbeatResponseSchema>;

export const InventoryReportSchema = Type.Object({
  inventoryVersion: Type.Optional(InventoryVersion),
  targets: Type.Array(TargetSchema, { maxItems: 20_000 }),
});
export type InventoryReport = Static<typeof InventoryReportSchema>;

/** One session the agent is asked to hold. An assignment that disappears from the list is to be stopped and drained. */
export const AssignmentSchema = Type.Object({
  taskId: Type.String({ minLength: 1, maxLength: 128 }),
  targetId: Type.String({ minLength: 1, maxLength: 256 }),
  pid: Type.Integer({ minimum: 1, maximum: 4_194_304 }),
  startTimeTicks: Type.String({
    maxLength: 32,
    description: 'Refuse with process-not-found if the pid has another start time',
  }),
  events: Type.Array(stringEnum(EVENTS), { minItems: 1, maxItems: EVENTS.length }),
  frequencyHz: Type.Integer({ minimum: 1, maximum: 999 }),
  durationMs: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  startInMs: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'When to start, counted from this answer: the two clocks may differ by minutes. Absent: at once',
    })
  ),
  elapsedMs: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'How much of durationMs has passed: an agent that holds no session for it (any more) runs the rest',
    })
  ),
  /** What was reported of it so far; an agent that runs the rest adds to it. */
  progress: Type.Optional(TargetProgressSchema),
  isExported: Type.Optional(
    Type.Boolean({
      description: 'With progress: whether a profile of it was exported. If not, what it counts is lost with its agent',
    })
  ),
  beforeMs: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: FLIGHT_RECORDER_MAX_MS,
      description: 'Also export what the flight recorder holds of the target, from that long before this answer',
    })
  ),
  offCpu: Type.Optional(OffCpuOptionsSchema),
  agentCpuPercent: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});
export type Assignment = Static<typeof AssignmentSchema>;

export const AssignmentsSchema = Type.Object({
  version: Type.Integer({ minimum: 0, description: 'Changes with the list; passed back in the next poll' }),
  assignments: Type.Array(AssignmentSchema),
  // Of policies (standing.ts); absent from an older controller.
  standing: Type.Optional(Type.Array(StandingAssignmentSchema)),
  watches: Type.Optional(Type.Array(WatchSchema)),
  questions: Type.Optional(Type.Array(WatchQuestionSchema)),
});
export type Assignments = Static<typeof AssignmentsSchema>;

/** The last moment that a date can be written of. */
const UnixMs = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });

export const StatusReportSchema = Type.Object({
  taskId: Type.String(),
  targetId: Type.String(),
  state: stringEnum(TARGET_STATES),
  progress: TargetProgressSchema,
  reasonCode: Type.Optional(Type.String({ maxLength: 64 })),
  detail: Type.Optional(Type.String({ maxLength: 2000 })),
  profileStartUnixMs: Type.Optional(UnixMs),
  profileEndUnixMs: Type.Optional(UnixMs),
  /** With the last reports of a target that was watched off CPU. */
  summary: Type.Optional(TargetSummarySchema),
  /** With the last reports of a target that is an Envoy. */
  settings: Type.Optional(ProxySettingsSchema),
});
export type StatusReport = Static<typeof StatusReportSchema>;

/** `stop` is true if the controller wants the session ended (task cancelled or unknown). */
export const StatusResponseSchema = Type.Object({ stop: Type.Boolean() });
export type StatusResponse = Static<typeof StatusResponseSchema>;

export const LONG_POLL_MAX_MS = 25_000;
