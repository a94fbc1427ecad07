import React from 'react';
import { Field, Input, TagsInput, TextArea } from '@grafana/ui';
import { NOTE_MAX_LENGTH, TITLE_MAX_LENGTH } from '@meshprof/contracts';
import { Controller, useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import type { TaskForm } from '@shared/domain/task-form/task-form';
import { FieldGroup } from '@shared/ui/task-form/FieldGroup';
import { testIds } from '../../../test-ids';

/** What others read in the list. */
export function DescriptionFields() {
  const { register, control, formState } = useFormContext<TaskForm>();
  const { title, note, tags } = formState.errors;
  const tagsError = tags?.message ?? (Array.isArray(tags) ? tags.find(Boolean)?.message : undefined);
  return (
    <FieldGroup legend={t('new-task.description.legend', 'For the list')}>
      <Field label={t('new-task.description.title', 'Title')} invalid={Boolean(title)} error={title?.message} noMargin>
        <Input
          id="task-form-title"
          maxLength={TITLE_MAX_LENGTH}
          placeholder={t('new-task.description.title-placeholder', 'Without one, its services name it')}
          data-testid={testIds.newTask.title}
          {...register('title')}
        />
      </Field>
      <Field label={t('new-task.description.note', 'Note')} invalid={Boolean(note)} error={note?.message} noMargin>
        <TextArea
          id="task-form-note"
          rows={2}
          maxLength={NOTE_MAX_LENGTH}
          placeholder={t('new-task.description.note-placeholder', 'Why, and later what was found')}
          {...register('note')}
        />
      </Field>
      <Field label={t('new-task.description.tags', 'Tags')} invalid={Boolean(tagsError)} error={tagsError} noMargin>
        <Controller
          name="tags"
          control={control}
          render={({ field: { value, onChange } }) => (
            <TagsInput
              id="task-form-tags"
              tags={value}
              onChange={onChange}
              placeholder={t('new-task.description.tags-placeholder', 'To find it by, such as incident-7')}
              addOnBlur
            />
          )}
        />
      </Field>
    </FieldGroup>
  );
}
