import {
  EXPERIMENT_DEFAULTS,
  type ExperimentSpec,
  type GuardId,
  type GuardReading,
  type GuardValues,
} from '@meshprof/contracts';
import { formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';

/** One thing that stops the run and puts the configuration back. */
export interface GuardRow {
  id: string;
  /** When it stops the run. */
  text: string;
  /** What it is now, and where it stops; undefined where nothing tells it. */
  now?: string;
  /** Of the way to the limit, 0 to 1; undefined where there is no way in between. */
  share?: number;
}

type Guarded = Pick<ExperimentSpec, 'guards'>;

/** With what the guards saw last, where they look. */
export function guardRows({ guards = {} }: Guarded, values?: GuardValues): GuardRow[] {
  const d = EXPERIMENT_DEFAULTS;
  const reading = (id: GuardId) => values?.readings.find(({ guard }) => guard === id);
  return [
    {
      id: 'errors',
      text: t('experiment.guards.errors', 'Failed requests rise by more than {{points}} percentage points', {
        points: guards.errorsPoints ?? d.errorsPoints,
      }),
      ...ofLimit(reading('errors'), percent),
    },
    {
      id: 'latency',
      text: t('experiment.guards.p99', 'p99 is above {{factor}} times the baseline’s for {{time}}', {
        factor: guards.p99Factor ?? d.p99Factor,
        time: formatDuration(guards.p99ForMs ?? d.p99ForMs),
      }),
      ...ofLimit(reading('latency'), milliseconds),
    },
    {
      id: 'proxy',
      text: t('experiment.guards.proxy', 'The proxy restarts, falls silent or rejects a configuration'),
      ...none(reading('restarts'), reading('rejected')),
    },
    {
      id: 'drift',
      text: t('experiment.guards.foreign', 'Somebody else changes its configuration'),
      ...none(reading('drift')),
    },
    {
      id: 'disk',
      text: t('experiment.guards.disk', 'Less than {{percent}} % of a disk that it writes to is free', {
        percent: guards.minFreeDiskPercent ?? d.minFreeDiskPercent,
      }),
      ...free(reading('disk')),
    },
    {
      id: 'duration',
      text: t('experiment.guards.duration', 'It takes longer than {{time}}', {
        time: formatDuration(guards.maxDurationMs ?? d.maxDurationMs),
      }),
      ...ofLimit(reading('duration'), wholeSeconds),
    },
    {
      id: 'dead-man',
      text: t(
        'experiment.guards.dead-man',
        'The agent hears nothing of the controller for {{time}}: then it restores and waits',
        { time: formatDuration(guards.deadManMs ?? d.deadManMs) }
      ),
    },
  ];
}

type Now = Pick<GuardRow, 'now' | 'share'>;

function ofLimit(reading: GuardReading | undefined, textOf: (value: number) => string): Now {
  if (reading?.value === undefined) {
    return {};
  }
  const { value, limit, beyondMs } = reading;
  if (limit === undefined) {
    return { now: t('experiment.guards.now', 'Now {{value}}', { value: textOf(value) }) };
  }
  const values = { value: textOf(value), limit: textOf(limit) };
  return {
    now:
      beyondMs === undefined
        ? t('experiment.guards.now-of', 'Now {{value}}, stops above {{limit}}', values)
        : t('experiment.guards.now-beyond', 'Now {{value}}, above {{limit}} for {{time}}', {
            ...values,
            time: wholeSeconds(beyondMs),
          }),
    share: limit > 0 ? Math.min(1, value / limit) : 0,
  };
}

function free(reading: GuardReading | undefined): Now {
  if (reading?.value === undefined || reading.limit === undefined) {
    return {};
  }
  const { value, limit } = reading;
  return {
    now: t('experiment.guards.free', 'Now {{value}} free, stops below {{limit}}', {
      value: percent(value),
      limit: percent(limit),
    }),
    // Of what may be used, what is used.
    share: Math.min(1, Math.max(0, (100 - value) / Math.max(1, 100 - limit))),
  };
}

function none(...readings: Array<GuardReading | undefined>): Now {
  const values = readings.map((reading) => reading?.value);
  if (values.some((value) => value === undefined)) {
    return {};
  }
  const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0);
  return { now: t('experiment.guards.seen', 'Seen so far: {{number}}', { number: sum }) };
}

const percent = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} %`;
const milliseconds = (us: number) => `${(us / 1_000).toFixed(us < 10_000 ? 2 : 1)} ms`;
const wholeSeconds = (ms: number) => formatDuration(Math.round(ms / 1_000) * 1_000);
