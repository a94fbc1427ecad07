import React from 'react';
import { Alert, Combobox, Field, RadioButtonList } from '@grafana/ui';
import { EXPERIMENT_DRIVERS, type ExperimentDriver } from '@meshprof/contracts';
import { Controller, useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { FieldGroup } from '@shared/ui/task-form/FieldGroup';
import { testIds } from '../../../test-ids';
import { ADMIN_URL_EXAMPLES, type ExperimentForm } from '../domain/experiment-form';
import { useExperimentNodes } from '../domain/use-experiment-nodes';
import { FieldRow } from './FieldRow';
import { FormCheck } from './FormCheck';
import { FormNumber } from './FormNumber';
import { FormText } from './FormText';

const PID_LIMITS = { min: 1, max: 4_194_304 };

const driverTexts = (): Record<ExperimentDriver, { label: string; description: string }> => ({
  'envoy-runtime': {
    label: t('new-experiment.driver.runtime', 'Envoy, by its runtime'),
    description: t(
      'new-experiment.driver.runtime-about',
      'Runtime keys over the admin interface: at once, no connection drains. Needs an admin layer in layered_runtime.'
    ),
  },
  'envoy-files': {
    label: t('new-experiment.driver.files', 'Envoy, by its files'),
    description: t(
      'new-experiment.driver.files-about',
      'LDS and RTDS files, moved into place. Turns more settings; a new listener drains the connections of the old one.'
    ),
  },
  istio: {
    label: t('new-experiment.driver.istio', 'Istio'),
    description: t(
      'new-experiment.driver.istio-about',
      'A Telemetry object of its own for one workload, by server-side apply. Connections drain for 45 s at each change.'
    ),
  },
});

export function TargetFields({ onDriver }: { onDriver: (driver: ExperimentDriver) => void }) {
  const { watch } = useFormContext<ExperimentForm>();
  const driver = watch('driver');
  const texts = driverTexts();
  return (
    <FieldGroup legend={t('new-experiment.target.legend', 'Which proxy, and how it is changed')}>
      <RadioButtonList<ExperimentDriver>
        name="experiment-driver"
        options={EXPERIMENT_DRIVERS.map((value) => ({ value, ...texts[value] }))}
        value={driver}
        onChange={onDriver}
      />
      <NodeField />
      {driver === 'istio' && (
        <FieldRow>
          <FormText name="namespace" label={t('new-experiment.target.namespace', 'Namespace')} placeholder="shop" />
          <FormText name="workload" label={t('new-experiment.target.workload', 'Workload')} placeholder="cart" />
        </FieldRow>
      )}
      <FieldRow>
        <FormText
          name="adminUrl"
          label={t('new-experiment.target.admin', 'Admin address of the proxy')}
          placeholder={ADMIN_URL_EXAMPLES[driver]}
          rules={{
            validate: (value) =>
              value.trim() === '' ||
              /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?\/?$/.test(value.trim()) ||
              t('new-experiment.target.admin-loopback', 'An http address on loopback, as the proxy itself has it'),
          }}
        />
        <FormNumber
          name="pid"
          label={t('new-experiment.target.pid', 'Process id')}
          limits={PID_LIMITS}
          placeholder={t('new-experiment.target.pid-default', 'who listens there')}
          whole
        />
      </FieldRow>
      {driver === 'istio' && (
        <FormCheck
          name="allowEnvoyFilter"
          label={t('new-experiment.target.envoy-filter', 'May write an EnvoyFilter')}
          description={t(
            'new-experiment.target.envoy-filter-about',
            'For HTTP filters, log formats and log services that no Telemetry can set. Istio calls the interface unsafe; ours is one object for this workload and this version of the proxy.'
          )}
        />
      )}
      {driver === 'envoy-files' && (
        <FieldRow>
          <FormText
            name="listenersFile"
            label={t('new-experiment.target.lds', 'Listeners file (LDS)')}
            placeholder={t('new-experiment.target.as-config', 'as the proxy names it')}
          />
          <FormText
            name="runtimeFile"
            label={t('new-experiment.target.rtds', 'Runtime file (RTDS)')}
            placeholder={t('new-experiment.target.as-config', 'as the proxy names it')}
          />
        </FieldRow>
      )}
    </FieldGroup>
  );
}

function NodeField() {
  const { control, formState } = useFormContext<ExperimentForm>();
  const { nodes, query } = useExperimentNodes();
  const error = formState.errors.node;
  return (
    <>
      <Field
        label={t('new-experiment.target.node', 'Node of the proxy')}
        description={t(
          'new-experiment.target.node-about',
          'Its experiment agent changes the proxy and makes the load.'
        )}
        invalid={error !== undefined}
        error={error?.message}
        noMargin
      >
        <Controller
          name="node"
          control={control}
          rules={{
            validate: (node) =>
              node.trim() !== '' || t('new-experiment.target.no-node', 'Choose the node of the proxy.'),
          }}
          render={({ field: { ref: _ref, onChange, onBlur, value } }) => (
            <Combobox
              id="experiment-node"
              options={nodes.map(({ node, isOnline }) => ({
                value: node,
                ...(!isOnline && { description: t('new-experiment.target.lost', 'its agent is not connected') }),
              }))}
              value={value || null}
              onChange={(option) => onChange(option?.value ?? '')}
              onBlur={onBlur}
              loading={query.isPending}
              invalid={error !== undefined}
              createCustomValue
              isClearable
              placeholder={t('new-experiment.target.choose-node', 'Choose or type a node')}
              data-testid={testIds.newExperiment.field('node')}
            />
          )}
        />
      </Field>
      {query.isSuccess && nodes.length === 0 && (
        <Alert severity="info" title={t('new-experiment.target.no-agent', 'No experiment agent has joined yet')}>
          {t(
            'new-experiment.target.no-agent-about',
            'It is a program of its own, since it may change proxies and make load: start meshprof experiment-agent on the node of the proxy. The experiment waits until one is there.'
          )}
        </Alert>
      )}
    </>
  );
}
