import { type Static, Type } from 'typebox';
import { ROLES } from './roles.ts';
import { stringEnum } from './string-enum.ts';

/** PID_MAX_LIMIT of 64-bit Linux: no pid is above it, and no process has more threads. */
const PID_MAX = 4_194_304;

/** A process that an agent found, with the verdict whether it can be profiled. One row of `meshprof targets --json`. */
export const TargetSchema = Type.Object(
  {
    pid: Type.Integer({ minimum: 1, maximum: PID_MAX, description: "Process id in the agent's pid namespace" }),
    service: Type.String({ description: 'service.name of its profiles' }),
    role: stringEnum(ROLES),
    container: Type.Union([Type.String(), Type.Null()], {
      description: 'Name of the container in its pod; where that is not known, the id its runtime gave it',
    }),
    verdict: stringEnum(['profilable', 'refused'] as const),
    reasonCode: Type.String({ description: 'A key of the reason table' }),
    reason: Type.String(),
    process: Type.String({ description: 'Executable base name' }),
    startTimeTicks: Type.String({ description: 'Start time in clock ticks since boot: tells reused pids apart' }),
    threads: Type.Integer({ minimum: 0, maximum: PID_MAX }),
    cluster: Type.Optional(Type.String()),
    namespace: Type.Optional(Type.String()),
    workload: Type.Optional(Type.String()),
    pod: Type.Optional(Type.String()),
  },
  { title: 'Target' }
);
export type Target = Static<typeof TargetSchema>;

/** What is said of a process wherever one is part of something: of a task, of a policy. */
export const PROCESS_PROPERTIES = {
  id: Type.String(),
  agentId: Type.String(),
  node: Type.String(),
  pid: Type.Integer(),
  service: Type.String(),
  role: Type.String(),
  process: Type.String(),
  container: Type.Union([Type.String(), Type.Null()]),
};

/** Why something is as it is: a key of the reason table, its sentence and what to do. */
export const REASON_PROPERTIES = {
  reasonCode: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  remedy: Type.Optional(Type.String()),
};

/** A target as the controller lists it: with its agent, node and an id that survives agent restarts. */
export const ListedTargetSchema = Type.Intersect(
  [
    TargetSchema,
    Type.Object({
      id: Type.String({ description: '<agent id>:<pid>:<start time ticks>' }),
      agentId: Type.String(),
      node: Type.String(),
      lastSeenAt: Type.String({ format: 'date-time' }),
    }),
  ],
  { title: 'ListedTarget' }
);
export type ListedTarget = Static<typeof ListedTargetSchema>;
