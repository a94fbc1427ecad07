import type { AlertDelivery, Experiment, ExperimentSummary, Task } from '@meshprof/contracts';
import { variantColorName, variantNames } from '@shared/domain/experiment/variant-color';
import type { Band } from '../../../qps-profile-panel/domain/bands';
import type { UnixRange } from '../../../qps-profile-panel/domain/unix-range';
import { experimentUrl, taskUrl } from '../../../routes';

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

/** An experiment from its start to its end, or until now while it runs. */
export const bandsOfExperiments = (experiments: ExperimentSummary[], window: UnixRange): Band[] =>
  experiments.flatMap(({ id, title, startUnixMs, endUnixMs }) =>
    startUnixMs === undefined
      ? []
      : within(window, {
          id: `experiment-${id}`,
          kind: 'experiment',
          title,
          fromUnixMs: startUnixMs,
          toUnixMs: endUnixMs ?? window.toUnixMs,
          href: experimentUrl(id),
        })
  );

/** The slots of one experiment, each as long as it was measured and profiled, in the colour of its variant. */
export function bandsOfSlots(
  { id, spec, slots }: Pick<Experiment, 'id' | 'spec' | 'slots'>,
  window: UnixRange
): Band[] {
  const names = variantNames(spec);
  return slots
    .filter((slot) => slot.void === undefined)
    .flatMap(({ phase, block, slot, attempt, variant, startUnixMs, durationMs, profile }) =>
      within(window, {
        id: `slot-${phase}-${block}-${slot}-${attempt}`,
        kind: 'experiment',
        title: variant,
        fromUnixMs: startUnixMs,
        toUnixMs: profile ? profile.startUnixMs + profile.durationMs : startUnixMs + durationMs,
        color: variantColorName(names, variant),
        href: experimentUrl(id),
      })
    );
}

const within = (window: UnixRange, band: Band): Band[] =>
  band.fromUnixMs <= window.toUnixMs && band.toUnixMs >= window.fromUnixMs ? [band] : [];
