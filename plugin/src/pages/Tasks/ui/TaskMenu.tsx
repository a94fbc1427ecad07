import React from 'react';
import { Dropdown, IconButton, Menu } from '@grafana/ui';
import type { ProfileTypeId, Task } from '@meshprof/contracts';
import { titledTypes } from '@shared/domain/contract-texts/profile-type-title';
import { profileTypesOf, titleOfTask } from '@shared/domain/describe-task';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { profileRefOfTask } from '@shared/domain/profile-ref-of-task';
import { t } from '@shared/domain/t';
import { isTaskFinal } from '@shared/domain/task-activity';
import { newTaskUrl, profileUrl, taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

interface Props {
  task: Task;
  onRerun: (taskId: string) => void;
  onCancel: (task: Task) => void;
  onDelete: (tasks: Task[]) => void;
  onExport: (task: Task, type: ProfileTypeId) => void;
}

export function TaskMenu({ task, ...actions }: Props) {
  return (
    <Dropdown overlay={() => <TaskMenuItems task={task} {...actions} />} placement="bottom-end">
      <IconButton
        name="ellipsis-v"
        aria-label={t('tasks.menu.label', 'Actions for {{title}}', { title: titleOfTask(task) })}
        data-testid={testIds.tasks.menu(task.id)}
      />
    </Dropdown>
  );
}

function TaskMenuItems({ task, onRerun, onCancel, onDelete, onExport }: Props) {
  const reason = reasonNotToOperate();
  const isActive = !isTaskFinal(task.state);
  const profile = profileRefOfTask(task);
  const mayNot = { disabled: reason !== undefined, description: reason };
  return (
    <Menu>
      <Menu.Item label={t('tasks.menu.open', 'Open')} icon="eye" url={taskUrl(task.id)} />
      <Menu.Item
        label={t('tasks.menu.profile', 'All targets in one profile')}
        icon="layer-group"
        url={profile && profileUrl(profile)}
        disabled={!profile}
      />
      <Menu.Item
        label={t('tasks.menu.export', 'Save as pprof')}
        icon="download-alt"
        disabled={!profile}
        childItems={
          profile &&
          titledTypes(profileTypesOf(task)).map(({ id, title }) => (
            <Menu.Item key={id} label={title} onClick={() => onExport(task, id)} />
          ))
        }
      />
      <Menu.Divider />
      <Menu.Item
        label={t('tasks.menu.rerun', 'Run again')}
        icon="repeat"
        onClick={() => onRerun(task.id)}
        {...mayNot}
      />
      <Menu.Item
        label={t('tasks.menu.repeat', 'Repeat with changes…')}
        icon="edit"
        url={reason === undefined ? newTaskUrl({ copy: task.id }) : undefined}
        {...mayNot}
      />
      <Menu.Divider />
      {isActive && (
        <Menu.Item label={t('tasks.menu.cancel', 'Cancel')} icon="times" onClick={() => onCancel(task)} {...mayNot} />
      )}
      <Menu.Item
        label={t('tasks.menu.delete', 'Delete…')}
        icon="trash-alt"
        destructive
        onClick={() => onDelete([task])}
        disabled={reason !== undefined || isActive}
        description={reason ?? (isActive ? t('tasks.menu.cancel-first', 'Cancel it first') : undefined)}
      />
    </Menu>
  );
}
