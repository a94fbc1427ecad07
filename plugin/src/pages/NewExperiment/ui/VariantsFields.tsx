import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { EXPERIMENT_LIMITS } from '@meshprof/contracts';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import { FieldGroup } from '@shared/ui/task-form/FieldGroup';
import { testIds } from '../../../test-ids';
import type { ExperimentForm, VariantForm } from '../domain/experiment-form';
import { freeName } from '../domain/free-name';
import { KnobFacts } from './KnobFacts';
import { VariantCard } from './VariantCard';

/** The baseline, and what is compared with it. */
export function VariantsFields() {
  const styles = useStyles2(getStyles);
  const { control, getValues, watch } = useFormContext<ExperimentForm>();
  const { fields, append, remove } = useFieldArray({ control, name: 'variants' });
  const mayAdd = fields.length < EXPERIMENT_LIMITS.variants;
  const add = (variant: VariantForm) => {
    const { baseline, variants } = getValues();
    append({ ...variant, name: freeName(variant.name, [baseline, ...variants]) });
  };
  return (
    <FieldGroup legend={t('new-experiment.variants.legend', 'What is compared')}>
      <ul className={styles.list}>
        <VariantCard path="baseline" index={0} />
        {fields.map((field, index) => (
          <VariantCard
            key={field.id}
            path={`variants.${index}`}
            index={index + 1}
            onCopy={
              mayAdd
                ? () => {
                    const copied = getValues(`variants.${index}`);
                    add({ ...copied, knobs: copied.knobs.map((knob) => ({ ...knob })) });
                  }
                : undefined
            }
            onRemove={fields.length > 1 ? () => remove(index) : undefined}
          />
        ))}
      </ul>
      <div>
        <Button
          type="button"
          size="sm"
          variant="secondary"
          icon="plus"
          disabled={!mayAdd}
          tooltip={
            mayAdd
              ? undefined
              : t('new-experiment.variants.too-many', 'At most {{count}} variants', {
                  count: EXPERIMENT_LIMITS.variants,
                })
          }
          onClick={() => add({ name: 'variant-1', knobs: [] })}
          data-testid={testIds.newExperiment.addVariant}
        >
          {t('new-experiment.variants.add', 'Add a variant')}
        </Button>
      </div>
      <KnobFacts form={watch()} />
    </FieldGroup>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), listStyle: 'none', margin: 0 }),
});
