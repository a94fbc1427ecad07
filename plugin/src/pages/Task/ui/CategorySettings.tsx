import React from 'react';
import { Drawer } from '@grafana/ui';
import { ENVOY_ROLES, type Task, type TaskTarget } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { categorySettings } from '../domain/category-settings';
import { useTargetSettings } from '../domain/use-target-settings';
import { SettingsList } from './SettingsList';

interface Props {
  task: Task;
  /** Whose profile is shown, merged if there are several; at least one. */
  targets: TaskTarget[];
  categoryId: string;
  onClose: () => void;
}

/** The settings behind a cost category: what they are now, where they are set and how to change them. */
export function CategorySettings({ task, targets, categoryId, onClose }: Props) {
  const target = targets.find(({ role }) => ENVOY_ROLES.some((envoy) => envoy === role)) ?? targets[0];
  return target ? (
    <TargetSettings task={task} target={target} others={targets.length - 1} categoryId={categoryId} onClose={onClose} />
  ) : null;
}

interface TargetProps extends Omit<Props, 'targets'> {
  target: TaskTarget;
  /** How many are merged with it. */
  others: number;
}

function TargetSettings({ task, target, others, categoryId, onClose }: TargetProps) {
  const query = useTargetSettings(task, target);
  const behind = categorySettings(categoryId, query.data ?? null);
  if (!behind) {
    return null;
  }
  return (
    <Drawer
      title={t('task.category-settings.title', 'Settings behind: {{category}}', { category: behind.title })}
      subtitle={behind.description}
      onClose={onClose}
      size="md"
    >
      <div data-testid={testIds.categorySettings.drawer}>
        <p>
          {t('task.category-settings.of', 'As {{service}} (pid {{pid}} on {{node}}) had them while it was profiled.', {
            service: target.service,
            pid: target.pid,
            node: target.node,
          })}
          {others > 0 &&
            ` ${t(
              'task.category-settings.others',
              '{{count}} more processes are merged here: pick one of them to see its own.',
              {
                count: others,
                defaultValue_one: 'One more process is merged here: pick it to see its own.',
              }
            )}`}
        </p>
        {query.isLoading && <Loading text={t('task.category-settings.loading', 'Loading the present values')} />}
        {query.isError && (
          <ProblemAlert
            error={query.error}
            what={t('task.category-settings.failed', 'The present values could not be loaded')}
            onRetry={() => void query.refetch()}
          />
        )}
        <SettingsList
          behind={behind}
          service={target.service}
          node={target.node}
          isKnown={Boolean(query.data && query.data.settings.length > 0)}
          isPending={!query.isSuccess}
        />
      </div>
    </Drawer>
  );
}
