import React from 'react';
import { Alert } from '@grafana/ui';
import { testIds } from '../../../test-ids';
import type { CompareWarning } from '../domain/side-warnings';

export const CompareWarnings = ({ warnings }: { warnings: CompareWarning[] }) => (
  <>
    {warnings.map(({ id, severity, title, advice }) => (
      <Alert key={id} severity={severity} title={title} bottomSpacing={0} data-testid={testIds.compare.warning(id)}>
        {advice}
      </Alert>
    ))}
  </>
);
