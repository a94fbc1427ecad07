import React from 'react';
import { Icon, Text } from '@grafana/ui';
import { type ExperimentReport, type TreatmentProof } from '@meshprof/contracts';
import { knobTitle } from '@shared/domain/contract-texts/experiment-texts';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { testIds } from '../../../test-ids';
import { Section } from './Section';

interface Row extends TreatmentProof {
  variant: string;
}

/** That each variant was really there, as the proxy itself tells it. */
export function ProofSection({ report }: { report: ExperimentReport }) {
  const rows: Row[] = report.variants.flatMap(({ name, treatmentProof }) =>
    treatmentProof.map((proof) => ({ ...proof, variant: name }))
  );
  return (
    <Section
      title={t('experiment.proof.title', 'Were the settings really there?')}
      about={t(
        'experiment.proof.about',
        'What the proxy’s own counters and configuration showed in the slots of each variant. A slot that does not show its setting is void.'
      )}
    >
      {rows.length === 0 ? (
        <Text color="secondary">
          {t('experiment.proof.none', 'No variant sets anything, so there is nothing to prove.')}
        </Text>
      ) : (
        <DataTable
          caption={t('experiment.proof.caption', 'Proof that the settings of each variant were in effect')}
          columns={columns()}
          rows={rows}
          rowId={({ variant, knob, expected }) => `${variant} ${knob} ${expected}`}
          data-testid={testIds.experiment.proof}
        />
      )}
    </Section>
  );
}

const columns = (): Array<Column<Row>> => [
  { id: 'variant', title: t('experiment.proof.variant', 'Variant'), cell: ({ variant }) => variant },
  {
    id: 'knob',
    title: t('experiment.proof.setting', 'Setting'),
    optional: true,
    cell: ({ knob }) => knobTitle(knob),
  },
  { id: 'expected', title: t('experiment.proof.expected', 'Wanted'), cell: ({ expected }) => expected },
  { id: 'observed', title: t('experiment.proof.observed', 'The proxy showed'), cell: ({ observed }) => observed },
  {
    id: 'proven',
    title: t('experiment.proof.proven', 'Proven'),
    nowrap: true,
    cell: ({ proven }) =>
      proven ? (
        <Text color="success">
          <Icon name="check" /> {t('experiment.proof.yes', 'yes')}
        </Text>
      ) : (
        <Text color="error">
          <Icon name="exclamation-triangle" /> {t('experiment.proof.no', 'no')}
        </Text>
      ),
  },
];
