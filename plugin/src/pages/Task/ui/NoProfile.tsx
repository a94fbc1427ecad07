import React from 'react';
import type { ProfileType, TaskTarget } from '@meshprof/contracts';
import { EmptyState } from '@shared/ui/EmptyState';

interface Props {
  target: TaskTarget;
  type: ProfileType;
  /** Set if the store was asked and had nothing. */
  dataSourceName?: string;
}

function reasonOf({ target, type, dataSourceName }: Props): { title: string; text: string } {
  const { progress } = target;
  if (type.event === 'on-cpu' && progress.samplesKept === 0) {
    return {
      title: 'No on-CPU sample',
      text:
        'The process did not use a CPU at any tick of the sampling clock. Profile it longer, at a higher frequency, ' +
        'or while it has work to do. Its waits are under off-CPU.',
    };
  }
  if (type.event === 'off-cpu' && progress.switches === 0) {
    return { title: 'No off-CPU switch', text: 'No thread of the process left the CPU or came back to it meanwhile.' };
  }
  if (type.id === 'loop-stalls' && dataSourceName !== undefined) {
    return {
      title: 'No stall',
      text: 'No event loop of the process was away from waiting for events for longer than the threshold, or it has none.',
    };
  }
  if (type.id === 'wakeups' && dataSourceName !== undefined) {
    return { title: 'No ended wait', text: 'No thread of the process was woken meanwhile.' };
  }
  if (type.event === 'page-fault' && dataSourceName !== undefined) {
    return { title: 'No page fault', text: 'The process touched no page for the first time, and none had to be read.' };
  }
  if (dataSourceName === undefined) {
    return {
      title: 'No profile was delivered',
      text: target.reason ?? 'The target ended before its agent delivered a profile.',
    };
  }
  return {
    title: 'The store has no such profile',
    text:
      `The agent recorded it, but ${dataSourceName} does not have it: it waits in the agent’s spool, has passed its ` +
      'retention, or goes to another store than this data source reads.',
  };
}

/** Says why there is no graph to show. */
export function NoProfile(props: Props) {
  const { title, text } = reasonOf(props);
  return (
    <EmptyState icon="fire" title={title}>
      {text}
    </EmptyState>
  );
}
