import React from 'react';
import { TASK_DEFAULTS } from '@meshprof/contracts';
import { Combobox, Field, FieldSet, Input } from '@grafana/ui';
import { formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { type FieldProps, INPUT_STYLE } from './field-props';

const ids = testIds.configuration;

const RANGES = [
  { from: 'now-15m', durationMs: 15 * 60_000 },
  { from: 'now-1h', durationMs: 3600_000 },
  { from: 'now-6h', durationMs: 6 * 3600_000 },
  { from: 'now-24h', durationMs: 24 * 3600_000 },
];

export function DefaultsFields({ form, problems, onChange }: FieldProps) {
  return (
    <FieldSet label={t('configuration.defaults.legend', 'Defaults')}>
      <Field
        label={t('configuration.defaults.duration', 'Duration of a task, in seconds')}
        error={problems.durationSeconds}
        invalid={problems.durationSeconds !== undefined}
        style={INPUT_STYLE}
      >
        <Input
          id="default-duration"
          inputMode="decimal"
          value={form.durationSeconds}
          placeholder={String(TASK_DEFAULTS.durationMs / 1000)}
          onChange={(event) => onChange({ durationSeconds: event.currentTarget.value.trim() })}
          data-testid={ids.duration}
        />
      </Field>
      <Field
        label={t('configuration.defaults.frequency', 'Samples a second')}
        error={problems.frequencyHz}
        invalid={problems.frequencyHz !== undefined}
        style={INPUT_STYLE}
      >
        <Input
          id="default-frequency"
          inputMode="decimal"
          value={form.frequencyHz}
          placeholder={String(TASK_DEFAULTS.frequencyHz)}
          onChange={(event) => onChange({ frequencyHz: event.currentTarget.value.trim() })}
          data-testid={ids.frequency}
        />
      </Field>
      <RangeField value={form.rangeStart} onChange={(rangeStart) => onChange({ rangeStart })} />
      <Field
        label={t('configuration.defaults.throughput', 'Throughput query')}
        description={t(
          'configuration.defaults.throughput-description',
          'PromQL that the Throughput page begins with, for example requests a second of the mesh.'
        )}
        style={{ maxWidth: 800 }}
      >
        <Input
          id="default-throughput"
          value={form.throughputQuery}
          placeholder="sum(rate(istio_requests_total[$__rate_interval]))"
          onChange={(event) => onChange({ throughputQuery: event.currentTarget.value })}
          data-testid={ids.throughput}
        />
      </Field>
    </FieldSet>
  );
}

function RangeField({ value, onChange }: { value: string; onChange: (rangeStart: string) => void }) {
  const options = RANGES.map(({ from, durationMs }) => ({
    value: from,
    label: t('configuration.defaults.range-last', 'Last {{duration}}', { duration: formatDuration(durationMs) }),
  }));
  // A range of a provisioning file may be another; it must not be lost by opening this page.
  const isOther = value !== '' && !options.some((option) => option.value === value);
  return (
    <Field
      label={t('configuration.defaults.range', 'Time range')}
      description={t('configuration.defaults.range-description', 'What pages with a time range begin with.')}
      style={INPUT_STYLE}
    >
      <Combobox
        id="default-range"
        options={[
          { value: '', label: t('configuration.defaults.range-default', 'The app’s default (last hour)') },
          ...options,
          ...(isOther ? [{ value, label: value }] : []),
        ]}
        value={value}
        onChange={(option) => onChange(option.value)}
        data-testid={ids.range}
      />
    </Field>
  );
}
