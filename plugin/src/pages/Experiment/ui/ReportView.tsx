import React from 'react';
import type { ExperimentReport } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { Answer } from './Answer';
import { CategoryWaterfall } from './CategoryWaterfall';
import { Effects } from './Effects';
import { ProofSection } from './ProofSection';
import { ReportActions } from './ReportActions';
import { ReportFacts } from './ReportFacts';
import { Section } from './Section';
import { VariantsTable } from './VariantsTable';

interface Props {
  report: ExperimentReport;
  /** False for what an aborted run had measured. */
  isWhole: boolean;
}

/** The answer first, then what it rests on. */
export const ReportView = ({ report, isWhole }: Props) => (
  <>
    <Section
      title={
        isWhole ? t('experiment.report.answer', 'What it costs') : t('experiment.report.until', 'Measured until then')
      }
    >
      <Answer report={report} />
      <ReportActions report={report} />
    </Section>
    <Section
      title={t('experiment.report.variants', 'Variants')}
      about={t(
        'experiment.report.variants-about',
        'Direct is the change in the categories that the settings belong to, indirect the change in all others: allocation, connections, the kernel.'
      )}
    >
      <VariantsTable report={report} />
    </Section>
    <Section title={t('experiment.report.effects', 'Effects')}>
      <Effects report={report} />
    </Section>
    {report.combinations && report.combinations.length > 0 && (
      <Section title={t('experiment.report.combinations', 'Do the costs add up?')}>
        <ul>
          {report.combinations.map(({ both, sentence }) => (
            <li key={both}>{sentence}</li>
          ))}
        </ul>
      </Section>
    )}
    <CategoryWaterfall report={report} />
    <ProofSection report={report} />
    <ReportFacts report={report} />
  </>
);
