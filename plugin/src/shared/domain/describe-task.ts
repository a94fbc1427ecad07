import { type EventId, profileTypesOfEvents, type Task, writeSelectorText } from '@meshprof/contracts';
import { t } from './t';

function eventTitle(event: EventId): string {
  switch (event) {
    case 'on-cpu':
      return t('event.on-cpu', 'on-CPU');
    case 'off-cpu':
      return t('event.off-cpu', 'off-CPU');
    case 'page-fault':
      return t('event.page-fault', 'page faults');
  }
}

/** "on-CPU and off-CPU" */
export function describeEvents({ events }: Pick<Task, 'events'>): string {
  const titles = events.map(eventTitle);
  const last = titles.pop() ?? '';
  return titles.length === 0
    ? last
    : t('describe-task.list', '{{first}} and {{last}}', { first: titles.join(', '), last });
}

/** Names of the services in the task, at most two: "shop, cart and 3 more". */
export function describeTargets(task: Pick<Task, 'targets'>): string {
  const services = [...new Set(task.targets.map((target) => target.service))];
  const [first, second, ...others] = services;
  if (first === undefined) {
    return t('describe-task.no-target', 'No target');
  }
  if (second === undefined) {
    const { length } = task.targets;
    return length > 1
      ? t('describe-task.processes', '{{service}} ({{number}} processes)', { service: first, number: length })
      : t('describe-task.process', '{{service}} (pid {{pid}})', { service: first, pid: task.targets[0]?.pid });
  }
  return others.length > 0
    ? t('describe-task.more', '{{first}}, {{second}} and {{number}} more', { first, second, number: others.length })
    : t('describe-task.list', '{{first}} and {{last}}', { first, last: second });
}

/** Its services; a task that is to come has no processes yet, and is described by whom it waits for. */
export const describeSubject = (task: Pick<Task, 'targets' | 'selector'>): string =>
  task.targets.length > 0 ? describeTargets(task) : writeSelectorText(task.selector);

/** As somebody called it, else what it is about. */
export const titleOfTask = (task: Pick<Task, 'title' | 'targets' | 'selector'>): string =>
  task.title || describeSubject(task);

/** The profile types that the task's events and options yield, in the order of the tabs. */
export const profileTypesOf = ({ events, offCpu }: Pick<Task, 'events' | 'offCpu'>) =>
  profileTypesOfEvents(events, { wakers: offCpu?.wakers, stalls: offCpu?.stallThresholdMs !== 0 });
