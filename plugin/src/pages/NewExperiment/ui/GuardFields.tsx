import React, { useState } from 'react';
import { Collapse, Stack } from '@grafana/ui';
import { EXPERIMENT_LIMITS } from '@meshprof/contracts';
import { useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { type ExperimentForm, MINUTE_MS } from '../domain/experiment-form';
import { FieldRow } from './FieldRow';
import { FormCheck } from './FormCheck';
import { FormNumber } from './FormNumber';

const FIELDS = [
  'errorsPoints',
  'p99Factor',
  'p99ForSeconds',
  'minFreeDiskPercent',
  'maxDurationMinutes',
  'deadManSeconds',
  'seed',
] as const satisfies Array<keyof ExperimentForm>;

const LIMITS = {
  errors: { min: 0.01, max: 100 },
  factor: { min: 1.01, max: 1_000 },
  p99For: { min: 0, max: 600 },
  disk: { min: 0, max: 100 },
  duration: { min: 1, max: EXPERIMENT_LIMITS.maxDurationMs / MINUTE_MS },
  deadMan: { min: 2, max: 600 },
  seed: { min: 0, max: 4_294_967_295 },
};

/** What must not happen meanwhile; good as they are for most. Opens by itself where an error concerns it. */
export function GuardFields() {
  const { formState } = useFormContext<ExperimentForm>();
  const hasError = FIELDS.some((field) => formState.errors[field]);
  const [isOpened, setIsOpened] = useState<boolean>();
  return (
    <div data-testid={testIds.newExperiment.advanced}>
      <Collapse
        label={t('new-experiment.guards.label', 'Guards, approval and seed')}
        isOpen={isOpened ?? hasError}
        onToggle={setIsOpened}
      >
        <Stack direction="column" gap={2}>
          <FieldRow>
            <FormNumber
              name="errorsPoints"
              label={t('new-experiment.guards.errors', 'Stop at more failures')}
              unit={t('new-experiment.guards.points', 'points')}
              limits={LIMITS.errors}
            />
            <FormNumber
              name="p99Factor"
              label={t('new-experiment.guards.p99', 'Stop at p99 above')}
              unit={t('new-experiment.guards.times', '× baseline')}
              limits={LIMITS.factor}
            />
            <FormNumber
              name="p99ForSeconds"
              label={t('new-experiment.guards.p99-for', 'for longer than')}
              unit="s"
              limits={LIMITS.p99For}
            />
          </FieldRow>
          <FieldRow>
            <FormNumber
              name="minFreeDiskPercent"
              label={t('new-experiment.guards.disk', 'Stop at less free disk')}
              unit="%"
              limits={LIMITS.disk}
            />
            <FormNumber
              name="maxDurationMinutes"
              label={t('new-experiment.guards.duration', 'Longest duration')}
              unit="min"
              limits={LIMITS.duration}
            />
            <FormNumber
              name="deadManSeconds"
              label={t('new-experiment.guards.dead-man', 'Restore when cut off for')}
              unit="s"
              limits={LIMITS.deadMan}
            />
          </FieldRow>
          <FieldRow>
            <FormNumber
              name="seed"
              label={t('new-experiment.guards.seed', 'Seed of the order')}
              limits={LIMITS.seed}
              placeholder={t('new-experiment.guards.random', 'random')}
              whole
            />
          </FieldRow>
          <FormCheck
            name="needsApproval"
            label={t('new-experiment.guards.approval', 'A second person must approve it')}
            description={t(
              'new-experiment.guards.approval-about',
              'It waits until somebody else with the same right agrees.'
            )}
          />
        </Stack>
      </Collapse>
    </div>
  );
}
