import React from 'react';
import { Button, Stack, Text } from '@grafana/ui';
import { DURATION_MAX_MS, DURATION_MIN_MS, FREQUENCY_MAX_HZ } from '@meshprof/contracts';
import { useFormContext } from 'react-hook-form';
import { testIds } from '../../../test-ids';
import { formatDuration } from '../../domain/format-amount';
import { t } from '../../domain/t';
import { expectedSamples } from '../../domain/task-form/expected-samples';
import type { TaskForm } from '../../domain/task-form/task-form';
import { NumberField } from './NumberField';

const DURATION_PRESETS_SECONDS = [5, 10, 30, 60, 300];

/** How long and how often. */
export function TimingFields() {
  const { watch, setValue } = useFormContext<TaskForm>();
  const form = watch();
  const ids = testIds.profileForm;
  return (
    <>
      <NumberField
        name="durationSeconds"
        label={t('task-form.timing.duration', 'Duration')}
        unit={t('task-form.timing.seconds', 's')}
        limits={{ min: DURATION_MIN_MS / 1000, max: DURATION_MAX_MS / 1000 }}
        data-testid={ids.duration}
      />
      <Stack direction="row" gap={1} wrap="wrap">
        {DURATION_PRESETS_SECONDS.map((seconds) => (
          <Button
            key={seconds}
            type="button"
            size="sm"
            variant={form.durationSeconds === seconds ? 'primary' : 'secondary'}
            fill={form.durationSeconds === seconds ? 'outline' : 'solid'}
            aria-pressed={form.durationSeconds === seconds}
            onClick={() => setValue('durationSeconds', seconds, { shouldValidate: true, shouldDirty: true })}
            data-testid={ids.durationPreset(seconds)}
          >
            {formatDuration(seconds * 1000)}
          </Button>
        ))}
      </Stack>
      <NumberField
        name="frequencyHz"
        label={t('task-form.timing.frequency', 'Frequency')}
        description={t(
          'task-form.timing.frequency-description',
          'Samples a second of CPU time. More shows finer detail and costs more.'
        )}
        unit="Hz"
        limits={{ min: 1, max: FREQUENCY_MAX_HZ }}
        wholeNumbers
        disabled={!form.onCpu}
        data-testid={ids.frequency}
      />
      <Text color="secondary" variant="bodySmall" element="p">
        {expectedSamples(form)}
      </Text>
    </>
  );
}
