import React, { useState } from 'react';
import { Field, TextArea } from '@grafana/ui';
import { readSelectorText, writeSelectorText } from '@meshprof/contracts';
import { useFormContext } from 'react-hook-form';
import { testIds } from '../../../test-ids';
import { t } from '../../domain/t';
import { rowsOfSelector, selectorOfRows } from '../../domain/task-form/matcher-rows';
import type { TaskForm } from '../../domain/task-form/task-form';

/** The selector as one writes it in PromQL. What cannot be read changes nothing and says why. */
export function SelectorTextField() {
  const { getValues, setValue } = useFormContext<TaskForm>();
  const [text, setText] = useState(() => writeSelectorText(selectorOfRows(getValues('matchers')) ?? {}));
  const read = readSelectorText(text);
  const change = (written: string) => {
    setText(written);
    const outcome = readSelectorText(written);
    if (outcome.ok) {
      setValue('matchers', rowsOfSelector(outcome.selector), { shouldDirty: true });
    }
  };
  return (
    <Field
      label={t('task-form.selector.text-label', 'Selector')}
      invalid={!read.ok && text.trim() !== ''}
      error={read.ok ? undefined : t('task-form.selector.unreadable', 'The selector {{problem}}.', read)}
      noMargin
    >
      <TextArea
        id="selector-text"
        rows={3}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        placeholder={'namespace="shop", pod=~"cart-.*"'}
        data-testid={testIds.newTask.selectorText}
      />
    </Field>
  );
}
