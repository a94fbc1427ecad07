import { type Static, Type } from 'typebox';
import { LOSS_ID_PATTERN, MAX_LOSS_IDS } from './losses.ts';

const counter = (description: string) => Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

/** What an agent takes and what it lost, as it says with every heartbeat: its own health. */
export const AgentUsageSchema = Type.Object(
  {
    cpuCores: Type.Optional(
      Type.Number({
        minimum: 0,
        description: 'CPU that it and its helpers took over the last ten seconds; absent in its first ten',
      })
    ),
    rssBytes: counter('Resident memory of it and its helpers'),
    sessions: counter('Sessions of tasks that run'),
    standingSessions: counter('Sessions of policies that run'),
    spoolBytes: counter('Profiles that wait for the OTLP endpoint'),
    spoolAgeMs: counter('How long the oldest of them has waited'),
    lastHour: Type.Object(
      {
        samplesKept: counter('On-CPU samples'),
        switches: counter('Off-CPU switches'),
        exportsGivenUp: counter('Export requests that will not be sent any more'),
        lostByCause: Type.Record(Type.String({ pattern: LOSS_ID_PATTERN }), counter('How many'), {
          additionalProperties: false,
          maxProperties: MAX_LOSS_IDS,
          description: 'What sessions of tasks lacked, by id of the table of losses',
        }),
      },
      { description: 'Counted over the last hour, or since its start' }
    ),
  },
  { title: 'AgentUsage' }
);
export type AgentUsage = Static<typeof AgentUsageSchema>;
