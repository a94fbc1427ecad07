import React from 'react';
import { Alert } from '@grafana/ui';
import type { TaskTarget } from '@meshprof/contracts';
import { translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { lookOfTargetState } from '@shared/domain/task-state-look';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { outcomeSeverity } from '../domain/outcome-severity';

/** How a target ended, if not as planned: the reason in a sentence and what to do. */
export function TargetOutcome({ target }: { target: TaskTarget }) {
  const severity = outcomeSeverity(target);
  if (!severity) {
    return null;
  }
  const { text, meaning } = lookOfTargetState(target.state);
  const { reason, remedy } = translatedReason(target);
  return (
    <Alert
      severity={severity}
      title={t('task.targets.outcome', '{{service}} (pid {{pid}} on {{node}}): {{state}}', {
        service: target.service,
        pid: target.pid,
        node: target.node,
        state: text.toLowerCase(),
      })}
      bottomSpacing={0}
      data-testid={testIds.task.outcome(target.id)}
    >
      <div>{reason ?? meaning}</div>
      {remedy && <div>{remedy}</div>}
    </Alert>
  );
}
