import React from 'react';
import { type PolicyKind, RECORDER_LIMITS, STANDING_LIMITS } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { MIB, MINUTE_MS, rangeOf } from '../domain/policy-form';
import { FieldRow } from './FieldRow';
import { NumberField } from './NumberField';

/** Of what goes on all the time: how much it may cost. */
export function StandingFields({ kind }: { kind: Exclude<PolicyKind, 'trigger'> }) {
  return (
    <>
      {kind === 'flight-recorder' && (
        <FieldRow>
          <NumberField
            name="keepMinutes"
            label={t('policies.form.keep', 'Keep the last')}
            description={t('policies.form.keep-about', 'How far back a task or an alert can ask.')}
            unit={t('policies.form.minutes', 'minutes')}
            {...rangeOf(RECORDER_LIMITS.keepMs, MINUTE_MS)}
          />
          <NumberField
            name="maxMiBPerNode"
            label={t('policies.form.disk', 'Disk a node')}
            description={t('policies.form.disk-about', 'Beyond it the oldest go first.')}
            unit="MiB"
            {...rangeOf(RECORDER_LIMITS.maxBytesPerNode, MIB)}
          />
        </FieldRow>
      )}
      <FieldRow>
        <NumberField
          name="agentCpuPercent"
          label={t('policies.form.cpu', 'CPU bound')}
          description={t(
            'policies.form.cpu-about',
            'Of one CPU, of all standing profiling of a node. Above it the frequency is halved.'
          )}
          unit="%"
          {...rangeOf(STANDING_LIMITS.agentCpuPercent)}
        />
        <NumberField
          name="frequencyHz"
          label={t('policies.form.frequency', 'Frequency')}
          description={t('policies.form.frequency-about', 'Samples a second of CPU time.')}
          unit="Hz"
          whole
          {...rangeOf(STANDING_LIMITS.frequencyHz)}
        />
        <NumberField
          name="maxTargetsPerNode"
          label={t('policies.form.targets', 'Processes a node')}
          description={t('policies.form.targets-about', 'At most; more are left out.')}
          whole
          {...rangeOf(STANDING_LIMITS.maxTargetsPerNode)}
        />
      </FieldRow>
    </>
  );
}
