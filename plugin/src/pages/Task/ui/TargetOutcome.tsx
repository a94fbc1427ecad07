import React from 'react';
import { Alert, type AlertVariant } from '@grafana/ui';
import type { TargetState, TaskTarget } from '@meshprof/contracts';
import { lookOfTargetState } from '@shared/domain/task-state-look';
import { testIds } from '../../../test-ids';

const SEVERITIES: Partial<Record<TargetState, AlertVariant>> = {
  failed: 'error',
  lost: 'error',
  skipped: 'warning',
  cancelled: 'info',
};

/** How a target ended, if not as planned: the reason in a sentence and what to do. */
export function TargetOutcome({ target }: { target: TaskTarget }) {
  // A target can complete and still have a reason, for instance a profile that waits in the agent's spool.
  const severity = SEVERITIES[target.state] ?? (target.reason ? 'warning' : undefined);
  if (!severity) {
    return null;
  }
  const { text, meaning } = lookOfTargetState(target.state);
  return (
    <Alert
      severity={severity}
      title={`${target.service} (pid ${target.pid} on ${target.node}): ${text.toLowerCase()}`}
      bottomSpacing={0}
      data-testid={testIds.task.outcome(target.id)}
    >
      <div>{target.reason ?? meaning}</div>
      {target.remedy && <div>{target.remedy}</div>}
    </Alert>
  );
}
