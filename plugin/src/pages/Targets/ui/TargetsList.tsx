import React from 'react';
import type { TargetsPageState } from '../domain/use-targets-page';
import { NoTargets } from './NoTargets';
import { TargetsFilters } from './TargetsFilters';
import { TargetsTable } from './TargetsTable';

export function TargetsList({ data, actions }: TargetsPageState) {
  if (data.known === 0) {
    return <NoTargets data={data} actions={actions} />;
  }
  return (
    <>
      <TargetsFilters data={data} actions={actions} />
      {data.rows.length === 0 ? (
        <NoTargets data={data} actions={actions} />
      ) : (
        <TargetsTable rows={data.rows} actions={actions} />
      )}
    </>
  );
}
