import React from 'react';
import { LoadingPlaceholder } from '@grafana/ui';
import { testIds } from '../../test-ids';

export const Loading = ({ text }: { text: string }) => (
  <div data-testid={testIds.loading}>
    <LoadingPlaceholder text={text} />
  </div>
);
