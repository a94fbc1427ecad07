import React from 'react';
import { Alert } from '@grafana/ui';
import { EXPERIMENT_DEFAULTS } from '@meshprof/contracts';
import { useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { FieldGroup } from '@shared/ui/task-form/FieldGroup';
import type { ExperimentForm } from '../domain/experiment-form';
import { HEADER } from '../domain/spec-of-form';
import { FieldRow } from './FieldRow';
import { FormChoice } from './FormChoice';
import { FormNumber } from './FormNumber';
import { FormText } from './FormText';

/** Which requests the proxy has to carry meanwhile. */
export function LoadFields() {
  const { watch } = useFormContext<ExperimentForm>();
  const generator = watch('generator');
  return (
    <FieldGroup legend={t('new-experiment.load.legend', 'Load')}>
      <FormChoice
        name="generator"
        label={t('new-experiment.load.generator', 'Made by')}
        description={t('new-experiment.load.generator-about', 'h2load keeps a rate, wrk asks for all it can get')}
        options={[
          { value: 'h2load', label: 'h2load' },
          { value: 'wrk', label: 'wrk' },
          { value: 'external', label: t('new-experiment.load.external', 'What is there') },
        ]}
      />
      {generator === 'external' ? (
        <Alert severity="info" title={t('new-experiment.load.external-title', 'Traffic is only observed')}>
          {t(
            'new-experiment.load.external-about',
            'Requests are counted by the proxy. Real traffic varies, so effects must be larger, or blocks more, to be seen.'
          )}
        </Alert>
      ) : (
        <GeneratedLoad />
      )}
    </FieldGroup>
  );
}

const CONNECTION_LIMITS = { min: 1, max: 10_000 };
const RATE_LIMITS = { min: 0.001, max: 10_000_000 };
const BODY_LIMITS = { min: 0, max: 1_048_576 };

function GeneratedLoad() {
  return (
    <>
      <FormText
        name="url"
        label={t('new-experiment.load.url', 'URL')}
        description={t(
          'new-experiment.load.url-about',
          'As the node reaches it, through the proxy. On Kubernetes only where the namespace allows load by its label.'
        )}
        placeholder="http://127.0.0.1:10000/"
        rules={{
          validate: (value) =>
            /^https?:\/\/\S{1,1000}$/.test(value.trim()) || t('new-experiment.load.bad-url', 'An http or https URL'),
        }}
      />
      <FieldRow>
        <FormChoice
          name="protocol"
          label={t('new-experiment.load.protocol', 'Protocol')}
          options={[
            { value: 'http1', label: 'HTTP/1.1' },
            { value: 'http2', label: 'HTTP/2' },
          ]}
        />
        <FormNumber
          name="connections"
          label={t('new-experiment.load.connections', 'Connections')}
          limits={CONNECTION_LIMITS}
          whole
        />
        <FormNumber
          name="requestsPerSecond"
          label={t('new-experiment.load.rate', 'Requests a second')}
          limits={RATE_LIMITS}
          placeholder={t('new-experiment.load.calibrated', 'calibrated: {{percent}} %', {
            percent: EXPERIMENT_DEFAULTS.rateShare * 100,
          })}
        />
      </FieldRow>
      <FieldRow>
        <FormNumber
          name="bodyBytes"
          label={t('new-experiment.load.body', 'Body of a request')}
          unit={t('new-experiment.load.bytes', 'bytes')}
          limits={BODY_LIMITS}
          placeholder="0"
          whole
        />
        <FormText name="cpus" label={t('new-experiment.load.cpus', 'CPUs it may use')} placeholder="1,3-5" />
      </FieldRow>
      <FormText
        name="headers"
        label={t('new-experiment.load.headers', 'Headers, one a line')}
        placeholder="x-tenant: test"
        rows={2}
        rules={{
          validate: (value) =>
            value
              .split('\n')
              .map((line) => line.trim())
              .every((line) => line === '' || HEADER.test(line)) ||
            t('new-experiment.load.bad-headers', 'Each line is a name, a colon and a value'),
        }}
      />
    </>
  );
}
