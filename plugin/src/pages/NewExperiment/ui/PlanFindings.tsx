import React from 'react';
import { Alert } from '@grafana/ui';
import type { ExperimentFinding } from '@meshprof/contracts';
import { testIds } from '../../../test-ids';

const ORDER: ReadonlyArray<ExperimentFinding['severity']> = ['error', 'warning', 'info'];

/** What forbids or endangers the experiment, the gravest first, each with what to do about it. */
export const PlanFindings = ({ findings }: { findings: readonly ExperimentFinding[] }) => (
  <>
    {[...findings]
      .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity))
      .map(({ severity, code, sentence, remedy }) => (
        <Alert
          key={`${code} ${sentence}`}
          severity={severity}
          title={sentence}
          data-testid={testIds.newExperiment.finding(code)}
        >
          {remedy}
        </Alert>
      ))}
  </>
);
