import React from 'react';
import { Button, LinkButton, Stack } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { EventFields } from '@shared/ui/task-form/EventFields';
import { FieldGroup } from '@shared/ui/task-form/FieldGroup';
import { SelectorFields } from '@shared/ui/task-form/SelectorFields';
import { TaskFormLayout } from '@shared/ui/task-form/TaskFormLayout';
import { TimingFields } from '@shared/ui/task-form/TimingFields';
import { tasksUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { NewTaskPageState } from '../domain/use-new-task-page';
import { AdvancedFields } from './AdvancedFields';
import { DescriptionFields } from './DescriptionFields';
import { StartFields } from './StartFields';

export function NewTaskForm({ data, actions }: NewTaskPageState) {
  const { create, form, plan, reason } = data;
  const missing = plan.isReady
    ? undefined
    : t('new-task.form.incomplete', 'Give one condition with a value, and something to look at.');
  return (
    <TaskFormLayout onSubmit={actions.submit}>
      <SelectorFields />
      <EventFields />
      <FieldGroup legend={t('new-task.form.timing', 'How long and how often')}>
        <TimingFields />
      </FieldGroup>
      <StartFields />
      <DescriptionFields />
      <AdvancedFields />
      <Stack direction="row" gap={1}>
        <Button
          type="submit"
          icon={create.isPending ? 'sync' : form.start === 'repeat' ? 'calendar-alt' : 'fire'}
          disabled={create.isPending || reason !== undefined || missing !== undefined}
          tooltip={reason ?? missing}
          data-testid={testIds.newTask.submit}
        >
          {submitText(form.start, create.isPending)}
        </Button>
        <LinkButton variant="secondary" href={tasksUrl()}>
          {t('new-task.form.cancel', 'Cancel')}
        </LinkButton>
      </Stack>
    </TaskFormLayout>
  );
}

function submitText(start: NewTaskPageState['data']['form']['start'], isPending: boolean): string {
  if (isPending) {
    return t('new-task.form.creating', 'Creating…');
  }
  switch (start) {
    case 'now':
      return t('new-task.form.start', 'Start profiling');
    case 'at':
      return t('new-task.form.schedule', 'Schedule the task');
    case 'repeat':
      return t('new-task.form.repeat', 'Create the schedule');
  }
}
