import type { TaskCause } from '@meshprof/contracts';
import { formatMeasured } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';

export interface CauseFact {
  id: 'metric' | 'measured' | 'threshold';
  title: string;
  value: string;
}

/** What was measured against what, where the cause says it. */
export function causeFacts({ metric, measured, threshold, unit }: TaskCause): CauseFact[] {
  const facts: Array<Omit<CauseFact, 'value'> & { value: string | undefined }> = [
    { id: 'metric', title: t('task.cause.metric', 'Metric'), value: metric },
    {
      id: 'measured',
      title: t('task.cause.measured', 'Measured'),
      value: measured === undefined ? undefined : formatMeasured(measured, unit),
    },
    {
      id: 'threshold',
      title: t('task.cause.threshold', 'Threshold'),
      value: threshold === undefined ? undefined : formatMeasured(threshold, unit),
    },
  ];
  return facts.filter((fact): fact is CauseFact => fact.value !== undefined && fact.value !== '');
}
