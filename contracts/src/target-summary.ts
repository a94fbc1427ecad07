import { type Static, Type } from 'typebox';

/** Rows that an agent sends and a controller takes at most, so that a report stays far below its limit of 64 KiB. */
export const SUMMARY_LIMITS = { costs: 100, wakers: 40, stalls: 10, pathFrames: 6, textBytes: 120 } as const;

const counter = (description?: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, ...(description !== undefined && { description }) });
/** Characters, not bytes: an agent that cuts by bytes is always within. */
const text = () => Type.String({ maxLength: SUMMARY_LIMITS.textBytes });
/** Of a table of contracts, perhaps of a newer one. */
const id = () => Type.String({ pattern: '^[a-z0-9_.-]{1,64}$' });
const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

export const WaitShareSchema = Type.Object(
  {
    costCategory: id(),
    timeNs: counter(),
    low: share('In 95 of 100 such recordings the true share of time is between low and high; equal if it is exact'),
    high: share('See low'),
  },
  { title: 'WaitShare' }
);

/** Waits of one class that one process, or one kind of interrupt, ended; waiting threads are summed. */
export const WakerSummarySchema = Type.Object(
  {
    waitClass: id(),
    kind: Type.String({ pattern: '^[a-z0-9_.-]{1,64}$', description: 'Of the table of waker kinds' }),
    pid: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 4_194_304, description: 'Of a process or a kernel thread' })
    ),
    process: Type.Optional(text()),
    waits: counter(),
    timeNs: counter(),
  },
  { title: 'WakerSummary' }
);
export type WakerSummary = Static<typeof WakerSummarySchema>;

/** Stalls of one event loop, and what it did in them. The three parts add up to `timeNs`. */
export const StallSummarySchema = Type.Object(
  {
    pid: Type.Integer({ minimum: 0, maximum: 4_194_304 }),
    tid: Type.Integer({ minimum: 0, maximum: 4_194_304 }),
    thread: text(),
    stalls: counter(),
    longestNs: counter(),
    timeNs: counter(),
    onCpuNs: counter(),
    runnableNs: counter(),
    blockedNs: counter(),
    neverIdleNs: counter('As long, but known to be many rounds of a busy loop, or not over at the end'),
    mostlyIn: Type.Optional(
      Type.Object(
        { path: Type.Array(text(), { maxItems: SUMMARY_LIMITS.pathFrames }), timeNs: counter() },
        {
          description:
            'Innermost user function in which more than half of the time with a stack was spent, callers first',
        }
      )
    ),
    byCostCategory: Type.Record(Type.String({ pattern: '^[a-z0-9_.-]{1,64}$' }), counter(), {
      additionalProperties: false,
      maxProperties: SUMMARY_LIMITS.costs,
      description: 'Time with a stack, in ns',
    }),
  },
  { title: 'StallSummary' }
);
export type StallSummary = Static<typeof StallSummarySchema>;

/**
 * What a session knows of its target that no profile holds: how sure the shares of sampled waits are, who ended the waits
 * for how long, and which event loops stalled. Sent with the last reports of a target that was watched off CPU.
 */
export const TargetSummarySchema = Type.Object(
  {
    sampledSwitches: counter('Switches whose stacks are estimated from a sample; the rest is exact'),
    effectiveSwitchSamples: Type.Number({ minimum: 0, description: "Kish's effective size of that sample" }),
    waitShares: Type.Array(WaitShareSchema, {
      maxItems: SUMMARY_LIMITS.costs,
      description: 'Time off the CPU by cost category, without idle event loops',
    }),
    wakers: Type.Optional(
      Type.Array(WakerSummarySchema, {
        maxItems: SUMMARY_LIMITS.wakers,
        description: 'Those with the most time; absent if nobody asked. Exact',
      })
    ),
    wakersLeftOut: Type.Optional(
      Type.Object({ rows: counter(), waits: counter(), timeNs: counter() }, { description: 'The rest, summed up' })
    ),
    stalls: Type.Optional(
      Type.Array(StallSummarySchema, {
        maxItems: SUMMARY_LIMITS.stalls,
        description: 'Those with the most time; absent if they were not looked for. Exact',
      })
    ),
  },
  { title: 'TargetSummary' }
);
export type TargetSummary = Static<typeof TargetSummarySchema>;
