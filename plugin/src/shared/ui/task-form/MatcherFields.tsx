import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, IconButton, Input, Text, useStyles2 } from '@grafana/ui';
import { type ListedTarget, MATCH_OPERATORS, SELECTOR_LABELS } from '@meshprof/contracts';
import { Controller, useFormContext } from 'react-hook-form';
import { testIds } from '../../../test-ids';
import { labelValues } from '../../domain/label-values';
import { t } from '../../domain/t';
import type { TaskForm } from '../../domain/task-form/task-form';

/** More than anybody scrolls through; the rest is found by typing. */
const MAX_SUGGESTIONS = 500;

interface Props {
  index: number;
  targets: ListedTarget[];
  isLoading: boolean;
  onRemove: () => void;
}

/** One condition: label, operator, value. Values of processes are suggested, any other can be typed. */
export function MatcherFields({ index, targets, isLoading, onRemove }: Props) {
  const styles = useStyles2(getStyles);
  const { control, watch, formState } = useFormContext<TaskForm>();
  const matchers = watch('matchers');
  const row = matchers[index];
  const error = formState.errors.matchers?.[index]?.value?.message;
  if (!row) {
    return null;
  }
  const others = matchers.filter((_other, at) => at !== index);
  const isPattern = row.op === '=~' || row.op === '!~';
  const number = index + 1;
  return (
    <div data-testid={testIds.newTask.matcher(index)}>
      <div className={styles.row}>
        <Controller
          name={`matchers.${index}.label`}
          control={control}
          render={({ field: { ref: _ref, onChange, value } }) => (
            <div className={styles.label}>
              <label className="sr-only" htmlFor={`matcher-label-${index}`}>
                {t('task-form.matcher.label', 'Label of condition {{number}}', { number })}
              </label>
              <Combobox
                id={`matcher-label-${index}`}
                options={SELECTOR_LABELS.map((label) => ({ value: label }))}
                value={value}
                onChange={(option) => onChange(option.value)}
              />
            </div>
          )}
        />
        <Controller
          name={`matchers.${index}.op`}
          control={control}
          render={({ field: { ref: _ref, onChange, value } }) => (
            <div className={styles.operator}>
              <label className="sr-only" htmlFor={`matcher-op-${index}`}>
                {t('task-form.matcher.operator', 'Operator of condition {{number}}', { number })}
              </label>
              <Combobox
                id={`matcher-op-${index}`}
                options={MATCH_OPERATORS.map((op) => ({ value: op }))}
                value={value}
                onChange={(option) => onChange(option.value)}
              />
            </div>
          )}
        />
        <Controller
          name={`matchers.${index}.value`}
          control={control}
          render={({ field: { ref: _ref, onChange, onBlur, value } }) => (
            <div className={styles.value}>
              <label className="sr-only" htmlFor={`matcher-value-${index}`}>
                {t('task-form.matcher.value', 'Value of condition {{number}}', { number })}
              </label>
              {isPattern ? (
                <Input
                  id={`matcher-value-${index}`}
                  value={value}
                  onChange={(event) => onChange(event.currentTarget.value)}
                  onBlur={onBlur}
                  invalid={error !== undefined}
                  placeholder={t('task-form.matcher.pattern', 'Regular expression over the whole value')}
                />
              ) : (
                <Combobox
                  id={`matcher-value-${index}`}
                  options={labelValues(targets, row.label, others)
                    .slice(0, MAX_SUGGESTIONS)
                    .map(({ value: suggested, count }) => ({
                      value: suggested,
                      description: t('task-form.matcher.count', '{{count}} processes', {
                        count,
                        defaultValue_one: '{{count}} process',
                      }),
                    }))}
                  value={value || null}
                  onChange={(option) => onChange(option?.value ?? '')}
                  onBlur={onBlur}
                  loading={isLoading}
                  invalid={error !== undefined}
                  createCustomValue
                  isClearable
                  placeholder={t('task-form.matcher.placeholder', 'Choose or type a value')}
                />
              )}
            </div>
          )}
        />
        <IconButton
          name="trash-alt"
          onClick={onRemove}
          aria-label={t('task-form.matcher.remove', 'Remove condition {{number}}', { number })}
        />
      </div>
      {error && (
        <Text color="error" variant="bodySmall">
          {error}
        </Text>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  label: css({ flex: '0 1 150px' }),
  operator: css({ flex: '0 0 76px' }),
  value: css({ flex: '1 1 200px', minWidth: 0 }),
});
