import React from 'react';
import { Button } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { isTaskFinal } from '@shared/domain/task-activity';
import { testIds } from '../../../test-ids';

interface Props {
  task: Task;
  isCancelling: boolean;
  onCancel: () => void;
}

/** Cancelling keeps what was recorded, so it needs no second question. */
export function CancelButton({ task, isCancelling, onCancel }: Props) {
  if (isTaskFinal(task.state)) {
    return null;
  }
  const reason = reasonNotToOperate();
  return (
    <Button
      variant="destructive"
      fill="outline"
      icon="times"
      onClick={onCancel}
      disabled={isCancelling || reason !== undefined}
      tooltip={reason ?? t('task.cancel.meaning', 'Stops sampling. What was recorded until now is kept.')}
      data-testid={testIds.task.cancel}
    >
      {isCancelling ? t('task.cancel.pending', 'Cancelling…') : t('task.cancel.button', 'Cancel')}
    </Button>
  );
}
