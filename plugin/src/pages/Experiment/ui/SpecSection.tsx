import React from 'react';
import { Text } from '@grafana/ui';
import type { Experiment } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { SpecYaml } from '@shared/ui/experiment/SpecYaml';
import { Section } from './Section';

/** What was asked for, with the seed, as anybody can run it again. */
export const SpecSection = ({ experiment: { spec, seed } }: { experiment: Experiment }) => (
  <Section title={t('experiment.spec.title', 'What was asked for')}>
    {spec.note && <Text element="p">{spec.note}</Text>}
    <SpecYaml spec={{ ...spec, seed }} />
  </Section>
);
