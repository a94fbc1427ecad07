import { type Task, writeSelectorText } from '@meshprof/contracts';
import { dateTimeFormat } from '@grafana/data';
import { describeEvents } from '@shared/domain/describe-task';
import { formatCount, formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';

export interface TaskDetail {
  id: string;
  title: string;
  value: string;
}

function limits(task: Task): Array<TaskDetail | false> {
  const { maxTargets, agentCpuPercent, offCpu } = task;
  return [
    {
      id: 'max-targets',
      title: t('task.details.max-targets', 'Processes at most'),
      value: formatCount(maxTargets),
    },
    {
      id: 'cpu-budget',
      title: t('task.details.cpu-budget', 'CPU budget of the agent'),
      value:
        agentCpuPercent === undefined
          ? t('task.details.no-budget', 'the agent’s own limits')
          : t('task.details.budget', '{{percent}} % of one CPU', { percent: agentCpuPercent }),
    },
    offCpu?.stacksPerSecond !== undefined && {
      id: 'stacks',
      title: t('task.details.stacks', 'Stacks of waits a second'),
      value: formatCount(offCpu.stacksPerSecond),
    },
    offCpu?.minWaitUs !== undefined && {
      id: 'min-wait',
      title: t('task.details.min-wait', 'Shortest wait with a stack'),
      value: `${formatCount(offCpu.minWaitUs)} µs`,
    },
    offCpu?.stallThresholdMs !== undefined && {
      id: 'stalls',
      title: t('task.details.stalls', 'Stalls from'),
      value: offCpu.stallThresholdMs === 0 ? t('task.details.off', 'off') : formatDuration(offCpu.stallThresholdMs),
    },
    offCpu?.wakers !== undefined && {
      id: 'wakers',
      title: t('task.details.wakers', 'Who ended the waits'),
      value: offCpu.wakers ? t('task.details.on', 'on') : t('task.details.off', 'off'),
    },
  ];
}

/** What was asked for, in full: the plan that the agents carried out. */
export function taskDetails(task: Task): TaskDetail[] {
  const rows: Array<TaskDetail | false> = [
    { id: 'selector', title: t('task.details.selector', 'Selector'), value: writeSelectorText(task.selector) },
    {
      id: 'events',
      title: t('task.details.events', 'Sampled'),
      value: task.events.includes('on-cpu')
        ? t('task.details.events-at', '{{events}}, {{hz}} Hz', { events: describeEvents(task), hz: task.frequencyHz })
        : describeEvents(task),
    },
    {
      id: 'start',
      title: t('task.details.start', 'Start'),
      value: dateTimeFormat(task.startedAt ?? task.startAt),
    },
    {
      id: 'duration',
      title: t('task.details.duration', 'Duration'),
      value: formatDuration(task.durationMs),
    },
    task.beforeMs > 0 && {
      id: 'before',
      title: t('task.details.before', 'From the flight recorder'),
      value: t('task.details.before-value', '{{duration}} before its creation', {
        duration: formatDuration(task.beforeMs),
      }),
    },
    ...limits(task),
    task.tags.length > 0 && { id: 'tags', title: t('task.details.tags', 'Tags'), value: task.tags.join(', ') },
    task.note !== '' && { id: 'note', title: t('task.details.note', 'Note'), value: task.note },
  ];
  return rows.filter((row): row is TaskDetail => row !== false);
}
