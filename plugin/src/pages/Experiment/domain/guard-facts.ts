import { EXPERIMENT_DEFAULTS, type ExperimentSpec } from '@meshprof/contracts';
import { formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';

/** What stops the run and puts the configuration back, a line each. */
export function guardFacts({ guards = {} }: Pick<ExperimentSpec, 'guards'>): string[] {
  const d = EXPERIMENT_DEFAULTS;
  return [
    t('experiment.guards.errors', 'Failed requests rise by more than {{points}} percentage points', {
      points: guards.errorsPoints ?? d.errorsPoints,
    }),
    t('experiment.guards.p99', 'p99 is above {{factor}} times the baseline’s for {{time}}', {
      factor: guards.p99Factor ?? d.p99Factor,
      time: formatDuration(guards.p99ForMs ?? d.p99ForMs),
    }),
    t('experiment.guards.proxy', 'The proxy restarts, falls silent or rejects a configuration'),
    t('experiment.guards.foreign', 'Somebody else changes its configuration'),
    t('experiment.guards.disk', 'Less than {{percent}} % of a disk that it writes to is free', {
      percent: guards.minFreeDiskPercent ?? d.minFreeDiskPercent,
    }),
    t('experiment.guards.duration', 'It takes longer than {{time}}', {
      time: formatDuration(guards.maxDurationMs ?? d.maxDurationMs),
    }),
    t(
      'experiment.guards.dead-man',
      'The agent hears nothing of the controller for {{time}}: then it restores and waits',
      {
        time: formatDuration(guards.deadManMs ?? d.deadManMs),
      }
    ),
  ];
}
