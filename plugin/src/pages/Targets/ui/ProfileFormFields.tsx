import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, Field, Input, Stack, Text, useStyles2 } from '@grafana/ui';
import { Controller, type FieldError, useForm, useWatch } from 'react-hook-form';
import { testIds } from '../../../test-ids';
import { formatDuration } from '@shared/domain/format-amount';
import {
  DEFAULT_PROFILE_FORM,
  DURATION_LIMITS_SECONDS,
  DURATION_PRESETS_SECONDS,
  FREQUENCY_LIMITS_HZ,
  type ProfileForm,
  profilePreview,
} from '../domain/profile-request';

interface Props {
  isStarting: boolean;
  onStart: (form: ProfileForm) => void;
  onCancel: () => void;
}

const rangeRules = ({ min, max }: { min: number; max: number }, unit: string) => {
  const message = `A number from ${min} to ${max} ${unit}`;
  return {
    valueAsNumber: true,
    required: message,
    min: { value: min, message },
    max: { value: max, message },
    validate: (value: boolean | number) => Number.isFinite(value) || message,
  };
};

const invalid = (error: FieldError | undefined) => ({ invalid: error !== undefined, error: error?.message });

export function ProfileFormFields({ isStarting, onStart, onCancel }: Props) {
  const styles = useStyles2(getStyles);
  const { register, control, handleSubmit, setValue, formState } = useForm<ProfileForm>({
    defaultValues: DEFAULT_PROFILE_FORM,
    mode: 'onChange',
  });
  const form = { ...DEFAULT_PROFILE_FORM, ...useWatch({ control }) };
  const nothingToSample = !form.onCpu && !form.offCpu && !form.pageFaults;
  const ids = testIds.profileForm;

  return (
    <form onSubmit={(event) => void handleSubmit(onStart)(event)} data-testid={ids.form} className={styles.form}>
      <fieldset className={styles.group}>
        <legend className={styles.legend}>What to look at</legend>
        <Stack direction="column" gap={1} alignItems="flex-start">
          <Controller
            name="onCpu"
            control={control}
            render={({ field: { ref, ...field } }) => (
              <Checkbox
                {...field}
                ref={ref}
                label="On CPU"
                description="Which functions use CPU time"
                data-testid={ids.onCpu}
              />
            )}
          />
          <Controller
            name="offCpu"
            control={control}
            render={({ field: { ref, ...field } }) => (
              <Checkbox
                {...field}
                ref={ref}
                label="Off CPU"
                description="What the threads wait for: how long, and how often"
                data-testid={ids.offCpu}
              />
            )}
          />
          <Controller
            name="wakers"
            control={control}
            render={({ field: { ref, ...field } }) => (
              <Checkbox
                {...field}
                ref={ref}
                disabled={!form.offCpu}
                label="Who ended the waits"
                description="Which process, or the network or a timer, woke the threads. Costs a little at each wakeup"
                data-testid={ids.wakers}
              />
            )}
          />
          <Controller
            name="pageFaults"
            control={control}
            render={({ field: { ref, ...field } }) => (
              <Checkbox
                {...field}
                ref={ref}
                label="Page faults"
                description="Where memory is touched for the first time, or waits for the disk. Costs every process of the node a little"
                data-testid={ids.pageFaults}
              />
            )}
          />
        </Stack>
        {nothingToSample && (
          <Text color="error" variant="bodySmall">
            Choose at least one.
          </Text>
        )}
      </fieldset>

      <Field label="Duration" description="In seconds" {...invalid(formState.errors.durationSeconds)} noMargin>
        <Input
          id="profile-duration"
          type="number"
          step="any"
          suffix="s"
          data-testid={ids.duration}
          {...register('durationSeconds', rangeRules(DURATION_LIMITS_SECONDS, 'seconds'))}
        />
      </Field>
      <Stack direction="row" gap={1} wrap="wrap">
        {DURATION_PRESETS_SECONDS.map((seconds) => (
          <Button
            key={seconds}
            type="button"
            size="sm"
            variant={form.durationSeconds === seconds ? 'primary' : 'secondary'}
            fill={form.durationSeconds === seconds ? 'outline' : 'solid'}
            aria-pressed={form.durationSeconds === seconds}
            onClick={() => setValue('durationSeconds', seconds, { shouldValidate: true })}
            data-testid={ids.durationPreset(seconds)}
          >
            {formatDuration(seconds * 1000)}
          </Button>
        ))}
      </Stack>

      <Field
        label="Frequency"
        description="Samples a second of CPU time. More shows finer detail and costs more."
        disabled={!form.onCpu}
        {...invalid(formState.errors.frequencyHz)}
        noMargin
      >
        <Input
          id="profile-frequency"
          type="number"
          suffix="Hz"
          disabled={!form.onCpu}
          data-testid={ids.frequency}
          {...register('frequencyHz', rangeRules(FREQUENCY_LIMITS_HZ, 'Hz'))}
        />
      </Field>

      <Text color="secondary" variant="bodySmall" element="p">
        {profilePreview(form) || 'Every event of the process is counted.'}
      </Text>

      <Stack direction="row" gap={1}>
        <Button
          type="submit"
          icon={isStarting ? 'sync' : 'fire'}
          disabled={isStarting || nothingToSample}
          data-testid={ids.submit}
        >
          {isStarting ? 'Starting…' : 'Start profiling'}
        </Button>
        <Button type="button" variant="secondary" onClick={onCancel} data-testid={ids.cancel}>
          Cancel
        </Button>
      </Stack>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  group: css({ border: 0, margin: 0, padding: 0 }),
  legend: css({ ...theme.typography.h6, marginBottom: theme.spacing(1) }),
});
