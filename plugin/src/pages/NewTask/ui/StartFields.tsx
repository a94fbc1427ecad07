import React from 'react';
import { dateTime, getTimeZone } from '@grafana/data';
import { Combobox, DateTimePicker, Field, Input, RadioButtonGroup, Stack, TimeZonePicker } from '@grafana/ui';
import { Controller, useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import type { StartChoice, TaskForm } from '@shared/domain/task-form/task-form';
import { FieldGroup } from '@shared/ui/task-form/FieldGroup';
import { testIds } from '../../../test-ids';

/** Now, at a time to come, or again and again. */
export function StartFields() {
  const { watch, setValue, control, register, formState } = useFormContext<TaskForm>();
  const { start, cron } = watch();
  const { startAtMs: startError, cron: cronError, timeZone: zoneError } = formState.errors;
  return (
    <FieldGroup legend={t('new-task.start.legend', 'When')}>
      <RadioButtonGroup<StartChoice>
        options={[
          { value: 'now', label: t('new-task.start.now', 'Now') },
          { value: 'at', label: t('new-task.start.at', 'Later') },
          { value: 'repeat', label: t('new-task.start.repeat', 'Repeatedly') },
        ]}
        value={start}
        onChange={(choice) => setValue('start', choice, { shouldDirty: true })}
        aria-label={t('new-task.start.legend', 'When')}
      />
      {start === 'at' && (
        <Field
          label={t('new-task.start.time', 'Start')}
          description={t(
            'new-task.start.time-description',
            'At most a year ahead; processes are chosen a minute before'
          )}
          invalid={Boolean(startError)}
          error={startError?.message}
          noMargin
        >
          <Controller
            name="startAtMs"
            control={control}
            rules={{
              validate: (value, { start: choice }) =>
                choice !== 'at' || Number.isFinite(value) || t('new-task.start.time-missing', 'Choose a time'),
            }}
            render={({ field: { value, onChange } }) => (
              <DateTimePicker
                date={Number.isFinite(value) ? dateTime(value) : undefined}
                onChange={(chosen) => onChange(chosen ? chosen.valueOf() : NaN)}
                minDate={new Date()}
                timeZone={getTimeZone()}
                clearable
              />
            )}
          />
        </Field>
      )}
      {start === 'repeat' && (
        <>
          <Stack direction="row" gap={1} wrap="wrap">
            <Field label={t('new-task.start.every', 'How often')} noMargin>
              <Combobox
                id="task-form-every"
                options={cronPresets()}
                value={cronPresets().some(({ value }) => value === cron) ? cron : null}
                placeholder={t('new-task.start.own', 'As written')}
                onChange={(option) => setValue('cron', option.value, { shouldDirty: true, shouldValidate: true })}
              />
            </Field>
            <Field
              label={t('new-task.start.cron', 'Cron fields')}
              description={t('new-task.start.cron-description', 'Minute, hour, day, month, day of week')}
              invalid={Boolean(cronError)}
              error={cronError?.message}
              noMargin
            >
              <Input id="task-form-cron" data-testid={testIds.newTask.cron} {...register('cron')} />
            </Field>
          </Stack>
          <Field
            label={t('new-task.start.zone', 'Time zone')}
            invalid={Boolean(zoneError)}
            error={zoneError?.message}
            noMargin
          >
            <Controller
              name="timeZone"
              control={control}
              render={({ field: { value, onChange } }) => (
                <TimeZonePicker inputId="task-form-zone" value={value} onChange={(zone) => zone && onChange(zone)} />
              )}
            />
          </Field>
        </>
      )}
    </FieldGroup>
  );
}

const cronPresets = () => [
  { value: '0 * * * *', label: t('new-task.start.hourly', 'Every hour') },
  { value: '0 */6 * * *', label: t('new-task.start.six-hourly', 'Every six hours') },
  { value: '0 3 * * *', label: t('new-task.start.nightly', 'Every night at three') },
  { value: '0 12 * * 1-5', label: t('new-task.start.noon', 'On working days at noon') },
];
