import React, { useState } from 'react';
import { Button, RadioButtonGroup, Stack, Text } from '@grafana/ui';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { testIds } from '../../../test-ids';
import { t } from '../../domain/t';
import { FIRST_ROW, type TaskForm } from '../../domain/task-form/task-form';
import { useTargets } from '../../domain/use-targets';
import { FieldGroup } from './FieldGroup';
import { MatcherFields } from './MatcherFields';
import { SelectorTextField } from './SelectorTextField';

type Mode = 'builder' | 'text';

/** Which processes: as rows with suggestions, or as text for those who think in selectors. */
export function SelectorFields() {
  const [mode, setMode] = useState<Mode>('builder');
  const { control, formState } = useFormContext<TaskForm>();
  const { fields, append, remove } = useFieldArray({ control, name: 'matchers' });
  const targets = useTargets({}, { isLive: false });
  const error = formState.errors.matchers?.root?.message ?? formState.errors.matchers?.message;
  return (
    <FieldGroup legend={t('task-form.selector.legend', 'Which processes')}>
      <RadioButtonGroup<Mode>
        size="sm"
        options={[
          { value: 'builder', label: t('task-form.selector.builder', 'Conditions') },
          { value: 'text', label: t('task-form.selector.text', 'Text') },
        ]}
        value={mode}
        onChange={setMode}
        aria-label={t('task-form.selector.mode', 'How to write the selector')}
      />
      {mode === 'text' && <SelectorTextField />}
      {mode === 'builder' && (
        <Stack direction="column" gap={1}>
          {fields.map((field, index) => (
            <MatcherFields
              key={field.id}
              index={index}
              targets={targets.data?.items ?? []}
              isLoading={targets.isPending}
              onRemove={() => remove(index)}
            />
          ))}
          <div>
            <Button
              type="button"
              size="sm"
              variant="secondary"
              icon="plus"
              onClick={() => append(FIRST_ROW)}
              data-testid={testIds.newTask.addMatcher}
            >
              {t('task-form.selector.add', 'Add a condition')}
            </Button>
          </div>
        </Stack>
      )}
      <Text variant="bodySmall" color={error ? 'error' : 'secondary'} element="p">
        {error ??
          t('task-form.selector.all', 'A process must satisfy all conditions. One that appears later joins in.')}
      </Text>
    </FieldGroup>
  );
}
