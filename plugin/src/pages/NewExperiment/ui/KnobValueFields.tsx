import React from 'react';
import { useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import type { ExperimentForm } from '../domain/experiment-form';
import { fieldsOfKnob, type KnobField, type KnobForm } from '../domain/knob-form';
import { FormChoice } from './FormChoice';
import { FormNumber } from './FormNumber';
import { FormText } from './FormText';

type KnobPath = `baseline.knobs.${number}` | `variants.${number}.knobs.${number}`;

const STATUS_LIMITS = { min: 100, max: 599 };
const SPAN_LIMITS = { min: 1, max: 10_000 };
const PERCENT_LIMITS = { min: 0, max: 100 };

/** The value of one setting in one variant, typed as the setting is. */
export function KnobValueFields({ path, knob }: { path: KnobPath; knob: KnobForm }) {
  const { watch } = useFormContext<ExperimentForm>();
  const [driver, allowEnvoyFilter] = watch(['driver', 'allowEnvoyFilter']);
  return (
    <>
      {fieldsOfKnob(knob, { driver, allowEnvoyFilter }).map((field) => (
        <ValueField key={field} path={path} field={field} />
      ))}
    </>
  );
}

function ValueField({ path, field }: { path: KnobPath; field: KnobField }) {
  switch (field) {
    case 'percent':
      return (
        <FormNumber
          name={`${path}.percent`}
          label={t('new-experiment.value.percent', 'Share')}
          unit="%"
          limits={PERCENT_LIMITS}
        />
      );
    case 'spans':
      return (
        <FormNumber
          name={`${path}.spans`}
          label={t('new-experiment.value.spans', 'Spans')}
          limits={SPAN_LIMITS}
          whole
        />
      );
    case 'minStatus':
      return (
        <FormNumber
          name={`${path}.minStatus`}
          label={t('new-experiment.value.min-status', 'From this status code')}
          limits={STATUS_LIMITS}
          whole
        />
      );
    case 'on':
    case 'format':
    case 'sink':
      return <ChoiceField path={path} field={field} />;
    case 'name':
    case 'prepared':
    case 'text':
    case 'json':
    case 'expression':
    case 'path':
    case 'cluster':
    case 'provider': {
      const { label, placeholder, rows } = textFields()[field];
      return <FormText name={`${path}.${field}`} label={label} placeholder={placeholder} rows={rows} />;
    }
  }
}

function ChoiceField({ path, field }: { path: KnobPath; field: 'on' | 'format' | 'sink' }) {
  const { watch } = useFormContext<ExperimentForm>();
  const driver = watch('driver');
  switch (field) {
    case 'on':
      return (
        <FormChoice
          name={`${path}.on`}
          label={t('new-experiment.value.state', 'State')}
          options={[
            { value: true, label: t('new-experiment.value.on', 'On') },
            { value: false, label: t('new-experiment.value.off', 'Off') },
          ]}
        />
      );
    case 'format':
      return (
        <FormChoice
          name={`${path}.format`}
          label={t('new-experiment.value.format', 'Encoding')}
          options={[
            { value: 'text', label: t('new-experiment.value.as-text', 'Text') },
            { value: 'json', label: 'JSON' },
            ...(driver === 'istio'
              ? [{ value: 'prepared' as const, label: t('new-experiment.value.as-provider', 'Of a provider') }]
              : []),
          ]}
        />
      );
    case 'sink':
      return (
        <FormChoice
          name={`${path}.sink`}
          label={t('new-experiment.value.sink', 'Goes to')}
          options={[
            { value: 'file', label: t('new-experiment.value.file', 'File') },
            { value: 'stdout', label: t('new-experiment.value.stdout', 'Standard output') },
            { value: 'grpc', label: 'gRPC (ALS)' },
            { value: 'otlp', label: 'OTLP' },
          ]}
        />
      );
  }
}

type TextField = 'name' | 'prepared' | 'text' | 'json' | 'expression' | 'path' | 'cluster' | 'provider';

const textFields = (): Record<TextField, { label: string; placeholder: string; rows?: number }> => ({
  name: { label: t('new-experiment.value.name', 'Name'), placeholder: 'envoy.filters.http.lua' },
  prepared: { label: t('new-experiment.value.prepared', 'Prepared logger or provider'), placeholder: 'full' },
  text: {
    label: t('new-experiment.value.text', 'Format'),
    placeholder: '[%START_TIME%] %RESPONSE_CODE%\\n',
    rows: 2,
  },
  json: {
    label: t('new-experiment.value.json', 'Fields, one a line'),
    placeholder: 'status: %RESPONSE_CODE%',
    rows: 3,
  },
  expression: { label: t('new-experiment.value.expression', 'Expression (CEL)'), placeholder: 'response.code >= 500' },
  path: { label: t('new-experiment.value.path', 'Path of the file'), placeholder: '/var/log/envoy/access.log' },
  cluster: { label: t('new-experiment.value.cluster', 'Cluster of the log service'), placeholder: 'log_service' },
  provider: { label: t('new-experiment.value.provider', 'Provider'), placeholder: 'otel-als' },
});
