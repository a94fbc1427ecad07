import React from 'react';
import { Stack, Text } from '@grafana/ui';
import { useFormContext } from 'react-hook-form';
import { testIds } from '../../../test-ids';
import { t } from '../../domain/t';
import { hasEvent, type TaskForm } from '../../domain/task-form/task-form';
import { CheckField } from './CheckField';
import { FieldGroup } from './FieldGroup';

/** What is sampled. */
export function EventFields() {
  const { watch, formState } = useFormContext<TaskForm>();
  const form = watch();
  const ids = testIds.profileForm;
  const error = hasEvent(form) ? formState.errors.onCpu?.message : t('task-form.events.none', 'Choose at least one.');
  return (
    <FieldGroup legend={t('task-form.events.legend', 'What to look at')}>
      <Stack direction="column" gap={1} alignItems="flex-start">
        <CheckField
          name="onCpu"
          label={t('task-form.events.on-cpu', 'On CPU')}
          description={t('task-form.events.on-cpu-description', 'Which functions use processor time')}
          data-testid={ids.onCpu}
        />
        <CheckField
          name="offCpu"
          label={t('task-form.events.off-cpu', 'Off CPU')}
          description={t('task-form.events.off-cpu-description', 'What the threads wait for: how long, and how often')}
          data-testid={ids.offCpu}
        />
        <CheckField
          name="wakers"
          disabled={!form.offCpu}
          label={t('task-form.events.wakers', 'Who ended the waits')}
          description={t(
            'task-form.events.wakers-description',
            'Which process, or the network or a timer, woke the threads. Costs a little at each wakeup'
          )}
          data-testid={ids.wakers}
        />
        <CheckField
          name="pageFaults"
          label={t('task-form.events.page-faults', 'Page faults')}
          description={t(
            'task-form.events.page-faults-description',
            'Where memory is touched for the first time, or waits for the disk. Costs every process of the node a little'
          )}
          data-testid={ids.pageFaults}
        />
      </Stack>
      {error && (
        <Text color="error" variant="bodySmall">
          {error}
        </Text>
      )}
    </FieldGroup>
  );
}
