import React, { useState } from 'react';
import { Button, Dropdown, Menu } from '@grafana/ui';
import type { ProfileTypeId, Task, TaskTarget } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { compareUrl, type ProfileRef } from '../../../routes';
import { testIds } from '../../../test-ids';
import { type Earlier, EARLIER_STEPS, earlierRef } from '@shared/domain/earlier-refs';
import { OtherTaskModal } from './OtherTaskModal';

interface Props {
  task: Task;
  targets: TaskTarget[];
  /** What is shown: the right side. */
  profile: ProfileRef;
  typeId: ProfileTypeId;
}

function labelOf(earlier: Earlier): string {
  switch (earlier) {
    case 'hour':
      return t('task.compare.hour', 'The same an hour before');
    case 'day':
      return t('task.compare.day', 'The same a day before');
    case 'week':
      return t('task.compare.week', 'The same a week before');
  }
}

/** Compares what is shown with what was before, or with any other task. */
export function CompareMenu({ task, targets, profile, typeId }: Props) {
  const [choosesTask, setChoosesTask] = useState(false);
  const overlay = (
    <Menu>
      <Menu.Item
        label={t('task.compare.other', 'Another task…')}
        icon="list-ul"
        onClick={() => setChoosesTask(true)}
        testId={testIds.task.compareOther}
      />
      {EARLIER_STEPS.map((earlier) => (
        <Menu.Item
          key={earlier}
          label={labelOf(earlier)}
          icon="history"
          url={compareUrl(earlierRef(targets, profile, earlier), profile, typeId)}
        />
      ))}
    </Menu>
  );
  return (
    <>
      <Dropdown overlay={overlay} placement="bottom-end">
        <Button variant="secondary" icon="exchange-alt" data-testid={testIds.task.compare}>
          {t('task.compare.button', 'Compare with…')}
        </Button>
      </Dropdown>
      {choosesTask && (
        <OtherTaskModal task={task} profile={profile} typeId={typeId} onClose={() => setChoosesTask(false)} />
      )}
    </>
  );
}
