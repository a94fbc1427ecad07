import React from 'react';
import { Button, LinkButton, Stack } from '@grafana/ui';
import { NOTE_MAX_LENGTH, TITLE_MAX_LENGTH } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { FieldGroup } from '@shared/ui/task-form/FieldGroup';
import { TaskFormLayout } from '@shared/ui/task-form/TaskFormLayout';
import { experimentsUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { NewExperimentPageState } from '../domain/use-new-experiment-page';
import { FormText } from './FormText';
import { GuardFields } from './GuardFields';
import { LoadFields } from './LoadFields';
import { MethodFields } from './MethodFields';
import { TargetFields } from './TargetFields';
import { VariantsFields } from './VariantsFields';

export function NewExperimentForm({ data, actions }: NewExperimentPageState) {
  const { create, form, missing, plan, reason } = data;
  const refusal = plan.isBehind
    ? undefined
    : plan.plan?.findings.find(({ severity }) => severity === 'error')?.sentence;
  const why = reason ?? missing ?? refusal;
  return (
    <TaskFormLayout onSubmit={actions.submit}>
      <TargetFields onDriver={actions.chooseDriver} />
      <VariantsFields />
      <LoadFields />
      <MethodFields />
      <GuardFields />
      <FieldGroup legend={t('new-experiment.description.legend', 'For the list')}>
        <FormText
          name="title"
          label={t('new-experiment.description.title', 'Title')}
          maxLength={TITLE_MAX_LENGTH}
          placeholder={t('new-experiment.description.title-placeholder', 'Without one, its variants name it')}
        />
        <FormText
          name="note"
          label={t('new-experiment.description.note', 'Note')}
          maxLength={NOTE_MAX_LENGTH}
          placeholder={t('new-experiment.description.note-placeholder', 'What is to be decided with it')}
          rows={2}
        />
      </FieldGroup>
      <Stack direction="row" gap={1}>
        <Button
          type="submit"
          icon={create.isPending ? 'sync' : 'play'}
          disabled={create.isPending || why !== undefined}
          tooltip={why}
          data-testid={testIds.newExperiment.submit}
        >
          {create.isPending
            ? t('new-experiment.form.creating', 'Creating…')
            : form.needsApproval
              ? t('new-experiment.form.propose', 'Ask for approval')
              : t('new-experiment.form.start', 'Start the experiment')}
        </Button>
        <LinkButton variant="secondary" href={experimentsUrl()}>
          {t('new-experiment.form.cancel', 'Cancel')}
        </LinkButton>
      </Stack>
    </TaskFormLayout>
  );
}
