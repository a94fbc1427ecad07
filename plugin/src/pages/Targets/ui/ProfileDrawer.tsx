import React from 'react';
import { Button, Drawer, LinkButton, Stack } from '@grafana/ui';
import { FormProvider, useForm } from 'react-hook-form';
import { useAppSettings } from '@shared/domain/app-settings';
import { t } from '@shared/domain/t';
import { defaultTaskForm, hasEvent, type TaskForm } from '@shared/domain/task-form/task-form';
import { selectorOfRows } from '@shared/domain/task-form/matcher-rows';
import { useCreateTask } from '@shared/domain/task-form/use-create-task';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { EventFields } from '@shared/ui/task-form/EventFields';
import { TaskFormLayout } from '@shared/ui/task-form/TaskFormLayout';
import { TimingFields } from '@shared/ui/task-form/TimingFields';
import { writeSelectorText } from '@meshprof/contracts';
import { newTaskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { matchersOf, type ProfileSubject, titleOf } from '../domain/profile-subject';

interface Props {
  subject: ProfileSubject;
  onClose: () => void;
}

/** The few choices that most profiles need. Everything else is a click away on the page for new tasks. */
export function ProfileDrawer({ subject, onClose }: Props) {
  const settings = useAppSettings();
  const matchers = matchersOf(subject);
  const title = titleOf(subject);
  const methods = useForm<TaskForm>({
    defaultValues: { ...defaultTaskForm(settings, 'UTC'), matchers, title },
    mode: 'onChange',
  });
  const create = useCreateTask();
  const selector = writeSelectorText(selectorOfRows(matchers) ?? {});
  const ids = testIds.profileForm;
  return (
    <Drawer
      title={t('targets.drawer.title', 'Profile {{name}}', {
        name: subject.kind === 'process' ? subject.target.service : subject.group.name,
      })}
      subtitle={subtitleOf(subject)}
      onClose={onClose}
      size="sm"
    >
      {create.error && (
        <ProblemAlert error={create.error} what={t('targets.drawer.failed', 'The task was not created')} />
      )}
      <FormProvider {...methods}>
        <TaskFormLayout onSubmit={methods.handleSubmit(create.create)} data-testid={ids.form}>
          <EventFields />
          <TimingFields />
          <Stack direction="row" gap={1} wrap="wrap">
            <Button
              type="submit"
              icon={create.isPending ? 'sync' : 'fire'}
              disabled={create.isPending || !hasEvent(methods.watch())}
              data-testid={ids.submit}
            >
              {create.isPending
                ? t('targets.drawer.starting', 'Starting…')
                : t('targets.drawer.start', 'Start profiling')}
            </Button>
            <Button type="button" variant="secondary" onClick={onClose} data-testid={ids.cancel}>
              {t('targets.drawer.cancel', 'Cancel')}
            </Button>
            <LinkButton variant="secondary" fill="text" href={newTaskUrl({ selector, title })} data-testid={ids.more}>
              {t('targets.drawer.more', 'More options')}
            </LinkButton>
          </Stack>
        </TaskFormLayout>
      </FormProvider>
    </Drawer>
  );
}

function subtitleOf(subject: ProfileSubject): string {
  if (subject.kind === 'process') {
    const { process, pid, node, role, threads } = subject.target;
    return t('targets.drawer.process', '{{process}}, pid {{pid}} on {{node}} · {{role}} · {{threads}} threads', {
      process,
      pid,
      node,
      role,
      threads,
    });
  }
  const { profilable, nodes, roles } = subject.group;
  return t('targets.drawer.group', '{{processes}} processes on {{nodes}} nodes · {{roles}}', {
    processes: profilable,
    nodes,
    roles: roles.join(', '),
  });
}
