import React from 'react';
import { Button } from '@grafana/ui';
import { EmptyState } from '@shared/ui/EmptyState';
import type { useTargetsPage } from '../domain/use-targets-page';

/** Why the list is empty: no agent, nothing found, or only processes under another verdict. */
export function NoTargets({ data, actions }: ReturnType<typeof useTargetsPage>) {
  const { known, search, counts, verdict } = data;
  if (known === 0) {
    return (
      <EmptyState icon="plug" title="No agent has reported a process">
        Targets come from node agents. Start one with <code>meshprof agent</code> on a node and point it at this
        controller; its processes appear here within five seconds. <code>meshprof check</code> says whether a node can
        be profiled.
      </EmptyState>
    );
  }
  const elsewhere = counts.all;
  if (elsewhere > 0) {
    return (
      <EmptyState
        icon="filter"
        title={`No ${verdict} process ${search ? `matches “${search}”` : 'is known'}`}
        action={<Button onClick={() => actions.setVerdict('all')}>Show all {elsewhere}</Button>}
      >
        {elsewhere === 1 ? 'One process matches' : `${elsewhere} processes match`} under another verdict.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="search"
      title={`No process matches “${search}”`}
      action={<Button onClick={() => actions.setSearch('')}>Clear the search</Button>}
    >
      Every word must occur in a process’s service, name, role, pod, container, node or pid.
    </EmptyState>
  );
}
