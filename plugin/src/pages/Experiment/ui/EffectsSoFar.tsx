import React from 'react';
import { Text } from '@grafana/ui';
import type { ExperimentReport } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { noiseText } from '../domain/noise-text';
import { Effects } from './Effects';
import { Section } from './Section';

interface Props {
  report: ExperimentReport;
  /** Planned. */
  blocks: number;
}

/** Estimates while it runs; they are no result, and are not to be taken for one. */
export const EffectsSoFar = ({ report, blocks }: Props) => (
  <Section
    title={t('experiment.live.so-far', 'So far')}
    about={t(
      'experiment.live.so-far-about',
      'After {{done}} of {{blocks}} blocks. Intervals narrow with each block. Only the whole run is a result: who stops as soon as it looks good finds effects that are not there.',
      { done: report.blocks, blocks }
    )}
  >
    <Effects report={report} />
    <Text variant="bodySmall" color="secondary" element="p">
      {noiseText(report.noise)}
    </Text>
  </Section>
);
