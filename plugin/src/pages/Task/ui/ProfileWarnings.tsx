import React from 'react';
import { Alert } from '@grafana/ui';
import { testIds } from '../../../test-ids';
import type { ProfileWarning } from '../domain/profile-warnings';

export function ProfileWarnings({ warnings }: { warnings: ProfileWarning[] }) {
  if (warnings.length === 0) {
    return null;
  }
  return (
    <div data-testid={testIds.profile.warnings}>
      {warnings.map(({ id, title, advice }) => (
        <Alert key={id} severity="warning" title={title} bottomSpacing={1}>
          {advice}
        </Alert>
      ))}
    </div>
  );
}
