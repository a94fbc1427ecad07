import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import type { ExperimentReport } from '@meshprof/contracts';
import { formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { FactList } from '@shared/ui/FactList';
import { noiseText } from '../domain/noise-text';
import { Section } from './Section';

/** What the result rests on. */
export function ReportFacts({ report }: { report: ExperimentReport }) {
  const { noise, drift, startUnixMs, endUnixMs, blocks, seed, minEffectPercent } = report;
  return (
    <Section title={t('experiment.facts.title', 'What it rests on')}>
      <FactList
        facts={[
          {
            id: 'time',
            title: t('experiment.facts.time', 'Measured'),
            value: `${dateTimeFormat(startUnixMs)} – ${dateTimeFormat(endUnixMs)} (${formatDuration(
              Math.round((endUnixMs - startUnixMs) / 1000) * 1000
            )})`,
          },
          { id: 'blocks', title: t('experiment.facts.blocks', 'Blocks'), value: String(blocks) },
          {
            id: 'noise',
            title: t('experiment.facts.noise', 'Noise of the machine'),
            value: noiseText(noise),
          },
          {
            id: 'effect',
            title: t('experiment.facts.effect', 'Smallest effect that matters'),
            value: `${minEffectPercent} %`,
          },
          { id: 'drift', title: t('experiment.facts.drift', 'Drift of the baseline'), value: driftText(drift) },
          { id: 'seed', title: t('experiment.facts.seed', 'Seed of the order'), value: String(seed) },
        ]}
      />
    </Section>
  );
}

function driftText({ rankCorrelation, pValue, drifts }: ExperimentReport['drift']): string {
  if (rankCorrelation === null || pValue === null) {
    return t('experiment.facts.drift-unknown', 'Too few slots to tell');
  }
  const values = { correlation: rankCorrelation.toFixed(2), p: pValue.toFixed(2) };
  return drifts
    ? t(
        'experiment.facts.drifts',
        'The baseline itself changed over the run (rank correlation {{correlation}}, p {{p}})',
        values
      )
    : t('experiment.facts.no-drift', 'None found (rank correlation {{correlation}}, p {{p}})', values);
}
