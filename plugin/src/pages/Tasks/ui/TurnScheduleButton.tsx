import React from 'react';
import { Button, type ButtonProps } from '@grafana/ui';
import type { Schedule } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { useTurnSchedule } from '../domain/use-turn-schedule';

interface Props {
  schedule: Schedule;
  turn: ReturnType<typeof useTurnSchedule>;
  fill?: ButtonProps['fill'];
}

/** Pauses a schedule that is on, and turns on one that is paused. */
export function TurnScheduleButton({ schedule, turn, fill }: Props) {
  const reason = reasonNotToOperate();
  return (
    <Button
      size="sm"
      variant="secondary"
      fill={fill}
      icon={schedule.enabled ? 'pause' : 'play'}
      onClick={() => turn.mutate(schedule)}
      disabled={turn.isPending || reason !== undefined}
      tooltip={reason}
      data-testid={testIds.tasks.turnSchedule(schedule.id)}
    >
      {schedule.enabled ? t('tasks.schedule.pause', 'Pause') : t('tasks.schedule.resume', 'Resume')}
    </Button>
  );
}
