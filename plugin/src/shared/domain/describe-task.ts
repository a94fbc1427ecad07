import { profileTypesOfEvents, type Task } from '@meshprof/contracts';

const EVENT_TITLES = { 'on-cpu': 'on-CPU', 'off-cpu': 'off-CPU', 'page-fault': 'page faults' } as const;

/** "on-CPU and off-CPU" */
export const describeEvents = (task: Pick<Task, 'events'>): string =>
  task.events
    .map((event) => EVENT_TITLES[event])
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' and ');

/** Names of the services in the task, at most two: "shop, cart and 3 more". */
export function describeTargets(task: Pick<Task, 'targets'>): string {
  const services = [...new Set(task.targets.map((target) => target.service))];
  const [first, second, ...others] = services;
  if (first === undefined) {
    return 'No target';
  }
  if (second === undefined) {
    const { length } = task.targets;
    const pid = task.targets[0]?.pid;
    return length > 1 ? `${first} (${length} processes)` : `${first} (pid ${pid})`;
  }
  return others.length > 0 ? `${first}, ${second} and ${others.length} more` : `${first} and ${second}`;
}

/** The profile types that the task's events and options yield, in the order of the tabs. */
export const profileTypesOf = ({ events, offCpu }: Pick<Task, 'events' | 'offCpu'>) =>
  profileTypesOfEvents(events, { wakers: offCpu?.wakers, stalls: offCpu?.stallThresholdMs !== 0 });
