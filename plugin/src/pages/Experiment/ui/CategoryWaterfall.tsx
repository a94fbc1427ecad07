import React from 'react';
import { Alert, RadioButtonGroup, Text } from '@grafana/ui';
import type { ExperimentReport, VariantReport } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { useUrlState } from '@shared/domain/use-url-state';
import { testIds } from '../../../test-ids';
import { baselineOf } from '../domain/answer-sentences';
import { waterfallOf } from '../domain/waterfall';
import { Section } from './Section';
import { WaterfallTable } from './WaterfallTable';

/** From the baseline's CPU per request to a variant's, category by category. */
export function CategoryWaterfall({ report }: { report: ExperimentReport }) {
  const url = useUrlState();
  const baseline = baselineOf(report);
  const others = report.variants.filter((variant) => !variant.baseline);
  const variant = others.find(({ name }) => name === url.get('variant')) ?? largestOf(others);
  if (!baseline || !variant) {
    return null;
  }
  const rows = waterfallOf(baseline, variant);
  return (
    <Section
      title={t('experiment.waterfall.title', 'What the difference is made of')}
      about={t(
        'experiment.waterfall.about',
        'CPU time per request by cost category, summed from the samples of the slots. What the categories do not account for is a step of its own.'
      )}
      data-testid={testIds.experiment.waterfall}
    >
      {others.length > 1 && (
        <RadioButtonGroup
          size="sm"
          options={others.map(({ name }) => ({ value: name, label: name }))}
          value={variant.name}
          onChange={(name) => url.set({ variant: name })}
          aria-label={t('experiment.waterfall.variant', 'Variant')}
        />
      )}
      {rows ? (
        <WaterfallTable rows={rows} baseline={baseline.name} variant={variant.name} />
      ) : (
        <Text color="secondary" element="p">
          {t(
            'experiment.waterfall.no-profiles',
            'Its slots were not profiled, so the difference cannot be taken apart. Give the profile some seconds in the next run.'
          )}
        </Text>
      )}
      {variant.reconciliation && (
        <Alert
          severity={variant.reconciliation.reconciles ? 'success' : 'warning'}
          title={variant.reconciliation.sentence}
          data-testid={testIds.experiment.reconciliation}
        />
      )}
    </Section>
  );
}

/** The variant whose difference there is most to say about. */
const largestOf = (variants: readonly VariantReport[]): VariantReport | undefined =>
  [...variants].sort((a, b) => sizeOf(b) - sizeOf(a))[0];

const sizeOf = ({ cpuPerRequestUs }: VariantReport) => Math.abs(cpuPerRequestUs.changePercent ?? 0);
