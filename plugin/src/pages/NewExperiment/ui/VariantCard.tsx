import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, IconButton, Text, useStyles2, useTheme2 } from '@grafana/ui';
import { type KnobId } from '@meshprof/contracts';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { variantColor } from '@shared/domain/experiment/variant-color';
import { knobTitle } from '@shared/domain/contract-texts/experiment-texts';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { ExperimentForm } from '../domain/experiment-form';
import { changeText, newKnob, turnableKnobs } from '../domain/knob-form';
import { FormText } from './FormText';
import { KnobValueFields } from './KnobValueFields';

export type VariantPath = 'baseline' | `variants.${number}`;

const NAME = /^[a-z0-9][a-z0-9._-]{0,39}$/;

interface Props {
  path: VariantPath;
  /** In the order of all variants; the baseline is the first. */
  index: number;
  onCopy?: () => void;
  onRemove?: () => void;
}

export function VariantCard({ path, index, onCopy, onRemove }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { watch } = useFormContext<ExperimentForm>();
  const form = watch();
  const names = [form.baseline, ...form.variants].map(({ name }) => name);
  const name = names[index] ?? '';
  // By place, so that two variants of one name have two colours until one is renamed.
  const color = variantColor(names.map(String), names.indexOf(name) === index ? name : (names[index] ?? ''), theme);
  const isBaseline = path === 'baseline';
  return (
    <li className={styles.card} style={{ borderLeftColor: color }} data-testid={testIds.newExperiment.variant(index)}>
      <div className={styles.head}>
        <div className={styles.name}>
          <FormText
            name={`${path}.name`}
            label={
              isBaseline
                ? t('new-experiment.variants.baseline', 'Baseline')
                : t('new-experiment.variants.variant', 'Variant {{number}}', { number: index })
            }
            rules={{
              validate: (value) =>
                (NAME.test(value.trim()) && names.filter((other) => other.trim() === value.trim()).length === 1) ||
                t(
                  'new-experiment.variants.bad-name',
                  'Lower-case letters, digits, dots, dashes; a name that no other variant has'
                ),
            }}
          />
        </div>
        {onCopy && (
          <IconButton
            name="copy"
            onClick={onCopy}
            aria-label={t('new-experiment.variants.copy', 'Copy variant {{name}}', { name })}
          />
        )}
        {onRemove && (
          <IconButton
            name="trash-alt"
            onClick={onRemove}
            aria-label={t('new-experiment.variants.remove', 'Remove variant {{name}}', { name })}
          />
        )}
      </div>
      <Knobs path={path} name={name} />
    </li>
  );
}

function Knobs({ path, name }: { path: VariantPath; name: string }) {
  const styles = useStyles2(getStyles);
  const { control, watch } = useFormContext<ExperimentForm>();
  const { fields, append, remove } = useFieldArray({ control, name: `${path}.knobs` });
  const [driver, allowEnvoyFilter] = watch(['driver', 'allowEnvoyFilter']);
  const means = { driver, allowEnvoyFilter };
  const knobs = watch(`${path}.knobs`);
  const used = new Set(knobs.map(({ knob }) => knob));
  const id = `experiment-add-${path}`;
  return (
    <>
      {knobs.length === 0 && (
        <Text variant="bodySmall" color="secondary" element="p">
          {t('new-experiment.variants.as-it-is', 'The configuration that the proxy has.')}
        </Text>
      )}
      {fields.map((field, at) => {
        const knob = knobs[at];
        return knob ? (
          <div key={field.id} className={styles.knob}>
            <div className={styles.title}>{knobTitle(knob.knob)}</div>
            <div className={styles.value}>
              <KnobValueFields path={`${path}.knobs.${at}`} knob={knob} />
            </div>
            <IconButton
              name="times"
              onClick={() => remove(at)}
              aria-label={t('new-experiment.variants.remove-knob', 'Do not set in {{name}}: {{setting}}', {
                name,
                setting: knobTitle(knob.knob),
              })}
            />
          </div>
        ) : null;
      })}
      <div className={styles.add} data-testid={testIds.newExperiment.addKnob(path)}>
        <label className="sr-only" htmlFor={id}>
          {t('new-experiment.variants.add-knob-label', 'Add a setting to {{name}}', { name })}
        </label>
        <Combobox
          id={id}
          options={turnableKnobs(means)
            .filter((row) => row.id === 'filter.enabled' || !used.has(row.id as KnobId))
            .map((row) => ({ value: row.id, label: knobTitle(row.id), description: changeText(row, means) }))}
          value={null}
          onChange={(option) => append(newKnob(option.value as KnobId))}
          placeholder={t('new-experiment.variants.add-knob', 'Add a setting…')}
        />
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    padding: theme.spacing(1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderLeft: '4px solid',
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  head: css({
    display: 'flex',
    alignItems: 'end',
    gap: theme.spacing(1),
    '& > button': { marginBottom: theme.spacing(1) },
  }),
  name: css({ flex: 1, maxWidth: 320 }),
  knob: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    paddingTop: theme.spacing(1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  title: css({ flex: '1 1 160px', minWidth: 0 }),
  value: css({
    flex: '2 1 220px',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    minWidth: 0,
    '& > *': { flex: '1 1 140px', minWidth: 0 },
  }),
  add: css({ maxWidth: 320 }),
});
