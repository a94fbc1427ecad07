import type { AlertDelivery, Task } from '@meshprof/contracts';
import type { Band } from '../../../qps-profile-panel/domain/bands';
import type { UnixRange } from '../../../qps-profile-panel/domain/unix-range';
import { taskUrl } from '../../../routes';

/** A task from its start to its end, or until now while it runs; one that never started is none. */
export const bandsOfTasks = (tasks: Task[], window: UnixRange): Band[] =>
  tasks.flatMap((task) => {
    if (!task.startedAt) {
      return [];
    }
    return within(window, {
      id: `task-${task.id}`,
      kind: task.origin === 'experiment' ? 'experiment' : 'task',
      title: task.title,
      fromUnixMs: Date.parse(task.startedAt),
      toUnixMs: task.endedAt ? Date.parse(task.endedAt) : window.toUnixMs,
      href: taskUrl(task.id),
    });
  });

/** An alert from when it fired to when it was resolved, or until now. Rejected requests were none. */
export const bandsOfAlerts = (alerts: AlertDelivery[], window: UnixRange): Band[] =>
  alerts
    .filter(({ outcome }) => outcome !== 'rejected')
    .flatMap((alert) =>
      within(window, {
        id: `alert-${alert.id}`,
        kind: 'alert',
        title: alert.alertName,
        fromUnixMs: Date.parse(alert.startsAt ?? alert.receivedAt),
        toUnixMs: alert.resolvedAt ? Date.parse(alert.resolvedAt) : window.toUnixMs,
        ...(alert.taskId !== undefined && { href: taskUrl(alert.taskId) }),
      })
    );

const within = (window: UnixRange, band: Band): Band[] =>
  band.fromUnixMs <= window.toUnixMs && band.toUnixMs >= window.fromUnixMs ? [band] : [];
