import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Knob } from '@meshprof/contracts';
import { knobProof, knobTitle, undoOf } from '@shared/domain/contract-texts/experiment-texts';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { ExperimentForm } from '../domain/experiment-form';
import { changeText, knobOf, type Means } from '../domain/knob-form';

/** Of each setting that a variant turns, once: what it changes, whether it drains, how it is undone and how it is proven. */
export function KnobFacts({ form }: { form: ExperimentForm }) {
  const styles = useStyles2(getStyles);
  const { baseline, variants } = form;
  const used = [...new Set([baseline, ...variants].flatMap(({ knobs }) => knobs.map(({ knob }) => knob)))];
  if (used.length === 0) {
    return null;
  }
  return (
    <section aria-label={t('new-experiment.knobs.title', 'What turning them means')}>
      <h4 className={styles.heading}>{t('new-experiment.knobs.title', 'What turning them means')}</h4>
      {used.map((id) => (
        <KnobFact key={id} knob={knobOf(id)} means={form} />
      ))}
    </section>
  );
}

function KnobFact({ knob, means }: { knob: Knob; means: Means }) {
  const styles = useStyles2(getStyles);
  const { driver } = means;
  const facts = [
    { id: 'changes', title: t('new-experiment.knobs.changes', 'Changes'), text: changeText(knob, means) },
    {
      id: 'drains',
      title: t('new-experiment.knobs.drains', 'Takes effect'),
      text: knob.drains.includes(driver)
        ? t('new-experiment.knobs.drain', 'with a new listener; the connections of the old one drain first')
        : t('new-experiment.knobs.at-once', 'at once; no connection drains'),
    },
    { id: 'undo', title: t('new-experiment.knobs.undo', 'Undone'), text: undoOf(driver) },
    { id: 'proof', title: t('new-experiment.knobs.proof', 'Proven by'), text: knobProof(knob) },
  ];
  return (
    <div className={styles.knob} data-testid={testIds.newExperiment.knobFacts(knob.id)}>
      <div className={styles.title}>{knobTitle(knob.id)}</div>
      <dl className={styles.facts}>
        {facts.map(({ id, title, text }) => (
          <React.Fragment key={id}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </React.Fragment>
        ))}
      </dl>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  heading: css({ ...theme.typography.h6, margin: theme.spacing(1, 0) }),
  knob: css({
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    ...theme.typography.bodySmall,
  }),
  title: css({ fontWeight: theme.typography.fontWeightMedium, marginBottom: theme.spacing(0.5) }),
  facts: css({
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: theme.spacing(0.25, 1.5),
    margin: 0,
    dt: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    dd: { margin: 0, overflowWrap: 'anywhere' },
  }),
});
