import React from 'react';
import { Checkbox } from '@grafana/ui';
import { Controller, useFormContext } from 'react-hook-form';
import type { TaskForm } from '../../domain/task-form/task-form';

/** Fields of the form that are on or off. */
type FlagName = { [Name in keyof TaskForm]: TaskForm[Name] extends boolean ? Name : never }[keyof TaskForm];

interface Props {
  name: FlagName;
  label: string;
  description: string;
  disabled?: boolean;
  'data-testid'?: string;
}

export function CheckField({ name, ...rest }: Props) {
  const { control } = useFormContext<TaskForm>();
  return (
    <Controller
      name={name}
      control={control}
      render={({ field: { ref, ...field } }) => <Checkbox {...field} ref={ref} {...rest} />}
    />
  );
}
