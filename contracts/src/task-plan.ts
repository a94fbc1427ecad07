import { type Static, Type } from 'typebox';
import { CreateTaskSchema } from './create-task.ts';
import { ScheduleTimingSchema } from './schedules.ts';
import { LeftOutSchema } from './tasks.ts';

/** The same body as creating takes; with `schedule` the plan of a schedule's tasks. */
export const PlanTaskSchema = Type.Object(
  { ...CreateTaskSchema.properties, schedule: Type.Optional(ScheduleTimingSchema) },
  { title: 'PlanTask', additionalProperties: false }
);
export type PlanTask = Static<typeof PlanTaskSchema>;

export const PlannedTargetSchema = Type.Object(
  {
    id: Type.String(),
    node: Type.String(),
    pid: Type.Integer(),
    service: Type.String(),
    role: Type.String(),
    process: Type.String(),
    threads: Type.Integer(),
  },
  { title: 'PlannedTarget' }
);
export type PlannedTarget = Static<typeof PlannedTargetSchema>;

const count = (description: string) => Type.Integer({ minimum: 0, description });

export const PlannedCostSchema = Type.Object(
  {
    onCpuSamplesTypical: count('If each process keeps one CPU busy'),
    onCpuSamplesAtMost: count('If every thread is on a CPU all the time'),
    offCpuStacksAtMost: count('Waits with a stack of their own; totals are exact in any case'),
    agentCpuMs: count('CPU time of all agents together, at most'),
    agentCpuPercent: count('Of one CPU on the busiest node, at most, and no more than the budget'),
    spoolBytes: count('Of the node that keeps most while its OTLP endpoint is away, at most'),
    storeBytes: count('What reaches the store, at most, before the store compresses it'),
  },
  { title: 'PlannedCost' }
);
export type PlannedCost = Static<typeof PlannedCostSchema>;

/** What a task would be if it were created now. Nothing is stored. */
export const TaskPlanSchema = Type.Object(
  {
    startsAt: Type.Array(Type.String({ format: 'date-time' }), {
      description: 'One; of a schedule the next five, none if there is no such date',
    }),
    durationMs: Type.Integer(),
    targets: Type.Array(PlannedTargetSchema, { description: 'The first hundred' }),
    targetsTotal: count('Processes that would be profiled'),
    nodes: count('Nodes with such processes'),
    leftOut: Type.Array(
      Type.Intersect([
        LeftOutSchema,
        Type.Object({ examples: Type.Array(PlannedTargetSchema, { description: 'The first ten' }) }),
      ])
    ),
    cost: PlannedCostSchema,
  },
  { title: 'TaskPlan' }
);
export type TaskPlan = Static<typeof TaskPlanSchema>;

/** The profiles of a deleted task are in the store, not in the controller. */
export const DeletedTaskSchema = Type.Object(
  {
    id: Type.String(),
    profiles: Type.Literal('kept', { description: 'They stay in the store until its retention ends' }),
    detail: Type.String(),
  },
  { title: 'DeletedTask' }
);
export type DeletedTask = Static<typeof DeletedTaskSchema>;
