import React from 'react';
import { EXPERIMENT_LIMITS } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { FieldGroup } from '@shared/ui/task-form/FieldGroup';
import { SECOND_MS } from '../domain/experiment-form';
import { FieldRow } from './FieldRow';
import { FormCheck } from './FormCheck';
import { FormChoice } from './FormChoice';
import { FormNumber } from './FormNumber';

const seconds = ({ min, max }: { min: number; max: number }) => ({ min: min / SECOND_MS, max: max / SECOND_MS });
const EFFECT_LIMITS = { min: 0.1, max: 50 };

/** How often and how long each variant is measured, and what difference would matter. */
export function MethodFields() {
  const unit = t('new-experiment.method.seconds', 's');
  const { blocks, windowMs, warmMs } = EXPERIMENT_LIMITS;
  return (
    <FieldGroup legend={t('new-experiment.method.legend', 'How long, and what would matter')}>
      <FormChoice
        name="mode"
        label={t('new-experiment.method.mode', 'Measure')}
        options={[
          { value: 'fixed-rate', label: t('new-experiment.method.fixed', 'CPU at a fixed rate') },
          { value: 'saturation', label: t('new-experiment.method.saturation', 'Highest rate') },
        ]}
      />
      <FieldRow>
        <FormNumber name="blocks" label={t('new-experiment.method.blocks', 'Blocks')} limits={blocks} whole />
        <FormNumber
          name="minEffectPercent"
          label={t('new-experiment.method.effect', 'Smallest effect that matters')}
          unit="%"
          limits={EFFECT_LIMITS}
        />
      </FieldRow>
      <FieldRow>
        <FormNumber
          name="warmSeconds"
          label={t('new-experiment.method.warm', 'Warm up')}
          unit={unit}
          limits={seconds(warmMs)}
        />
        <FormNumber
          name="windowSeconds"
          label={t('new-experiment.method.window', 'Measure')}
          unit={unit}
          limits={seconds(windowMs)}
        />
        <FormNumber
          name="profileSeconds"
          label={t('new-experiment.method.profile', 'Profile')}
          unit={unit}
          limits={seconds({ min: 0, max: windowMs.max })}
        />
      </FieldRow>
      <FormCheck
        name="indicative"
        label={t('new-experiment.method.indicative', 'A quick look')}
        description={t(
          'new-experiment.method.indicative-about',
          'Allows fewer blocks than a result needs. Its verdicts are always “inconclusive”; the numbers are only a hint.'
        )}
      />
    </FieldGroup>
  );
}
