import React from 'react';
import { Alert, Combobox, Field, FieldSet } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { listDataSources } from '@shared/infrastructure/data-source-query';
import { PROMETHEUS_TYPE } from '@shared/infrastructure/metrics-query';
import { PYROSCOPE_TYPE } from '@shared/infrastructure/profile-query';
import { testIds } from '../../../test-ids';
import { withoutPyroscope } from '../domain/data-source-findings';
import { type FieldProps, INPUT_STYLE } from './field-props';

const ids = testIds.configuration;

export function DataSourceFields({ form, onChange }: FieldProps) {
  return (
    <FieldSet label={t('configuration.data-sources.legend', 'Data sources')}>
      <DataSourceField
        id={ids.dataSource}
        type={PYROSCOPE_TYPE}
        label={t('configuration.data-sources.profiles', 'Profiles')}
        description={t(
          'configuration.data-sources.profiles-description',
          'The Pyroscope data source that reads what the agents send.'
        )}
        first={t('configuration.data-sources.first-pyroscope', 'The first Pyroscope data source')}
        value={form.dataSourceUid}
        onChange={(dataSourceUid) => onChange({ dataSourceUid })}
      />
      <DataSourceField
        id={ids.prometheus}
        type={PROMETHEUS_TYPE}
        label={t('configuration.data-sources.metrics', 'Metrics')}
        description={t(
          'configuration.data-sources.metrics-description',
          'The Prometheus data source with the requests of your mesh, for throughput beside profiles.'
        )}
        first={t('configuration.data-sources.first-prometheus', 'The first Prometheus data source')}
        value={form.prometheusUid}
        onChange={(prometheusUid) => onChange({ prometheusUid })}
      />
      {listDataSources(PYROSCOPE_TYPE).length === 0 && (
        <Alert severity="warning" title={withoutPyroscope().title}>
          {withoutPyroscope().detail}
        </Alert>
      )}
    </FieldSet>
  );
}

interface Props {
  id: string;
  type: string;
  label: string;
  description: string;
  /** What an empty choice means. */
  first: string;
  value: string;
  onChange: (uid: string) => void;
}

function DataSourceField({ id, type, label, description, first, value, onChange }: Props) {
  const options = listDataSources(type).map(({ uid, name }) => ({ value: uid, label: name, description: uid }));
  const isKnown = value === '' || options.some((option) => option.value === value);
  return (
    <Field
      label={label}
      description={description}
      error={t('configuration.data-sources.unknown', 'Grafana has no such data source, or you may not query it.')}
      invalid={!isKnown}
      style={INPUT_STYLE}
    >
      <Combobox
        id={id}
        options={[{ value: '', label: first }, ...options]}
        value={value}
        onChange={(option) => onChange(option.value)}
        data-testid={id}
      />
    </Field>
  );
}
