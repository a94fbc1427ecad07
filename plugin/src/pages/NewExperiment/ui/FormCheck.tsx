import React from 'react';
import { Checkbox } from '@grafana/ui';
import { Controller, type FieldPathByValue, useFormContext } from 'react-hook-form';
import { testIds } from '../../../test-ids';
import type { ExperimentForm } from '../domain/experiment-form';

interface Props {
  name: FieldPathByValue<ExperimentForm, boolean>;
  label: string;
  description: string;
}

export function FormCheck({ name, ...rest }: Props) {
  const { control } = useFormContext<ExperimentForm>();
  return (
    <Controller
      name={name}
      control={control}
      render={({ field: { ref, ...field } }) => (
        // As wide as its words; a column of fields would stretch it.
        <div>
          <Checkbox {...field} ref={ref} data-testid={testIds.newExperiment.field(name)} {...rest} />
        </div>
      )}
    />
  );
}
