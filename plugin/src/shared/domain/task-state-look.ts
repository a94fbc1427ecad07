import type { TargetState, TaskState } from '@meshprof/contracts';
import type { BadgeColor, IconName } from '@grafana/ui';
import { t } from './t';

export interface StateLook {
  text: string;
  color: BadgeColor;
  icon: IconName;
  /** One sentence for a tooltip: what the state means for the person who waits. */
  meaning: string;
}

type Looks<State extends string> = Record<State, () => StateLook>;

/** Functions, since texts exist only once a language is loaded. */
const TASK_LOOKS: Looks<TaskState> = {
  scheduled: () => ({
    text: t('task-state.scheduled.name', 'Scheduled'),
    color: 'purple',
    icon: 'clock-nine',
    meaning: t('task-state.scheduled.meaning', 'The controller has the task and will hand it to an agent.'),
  }),
  dispatching: () => ({
    text: t('task-state.dispatching.name', 'Dispatching'),
    color: 'purple',
    icon: 'upload',
    meaning: t('task-state.dispatching.meaning', 'The controller waits for the agent to take the task.'),
  }),
  running: () => ({
    text: t('task-state.running.name', 'Running'),
    color: 'blue',
    icon: 'record-audio',
    meaning: t('task-state.running.meaning', 'The agent is sampling.'),
  }),
  draining: () => ({
    text: t('task-state.draining.name', 'Saving'),
    color: 'blue',
    icon: 'upload',
    meaning: t('task-state.draining.meaning', 'Sampling has ended; the agent names frames and sends the profile.'),
  }),
  completed: () => ({
    text: t('task-state.completed.name', 'Completed'),
    color: 'green',
    icon: 'check',
    meaning: t('task-state.completed.meaning', 'Every target was profiled to the end.'),
  }),
  partial: () => ({
    text: t('task-state.partial.name', 'Partial'),
    color: 'orange',
    icon: 'exclamation-triangle',
    meaning: t('task-state.partial.meaning', 'Some targets were profiled, others were not. Each one says why.'),
  }),
  failed: () => ({
    text: t('task-state.failed.name', 'Failed'),
    color: 'red',
    icon: 'exclamation-circle',
    meaning: t('task-state.failed.meaning', 'No target could be profiled.'),
  }),
  cancelled: () => ({
    text: t('task-state.cancelled.name', 'Cancelled'),
    color: 'darkgrey',
    icon: 'ban',
    meaning: t('task-state.cancelled.meaning', 'Somebody cancelled the task. What was recorded until then is kept.'),
  }),
  expired: () => ({
    text: t('task-state.expired.name', 'Expired'),
    color: 'orange',
    icon: 'hourglass',
    meaning: t('task-state.expired.meaning', 'No agent took the task in time.'),
  }),
};

const TARGET_LOOKS: Looks<TargetState> = {
  waiting: () => ({
    text: t('target-state.waiting.name', 'Waiting for the agent'),
    color: 'purple',
    icon: 'clock-nine',
    meaning: t('target-state.waiting.meaning', 'The agent of this node has not started yet.'),
  }),
  running: TASK_LOOKS.running,
  draining: TASK_LOOKS.draining,
  completed: () => ({
    ...TASK_LOOKS.completed(),
    meaning: t('target-state.completed.meaning', 'Profiled to the end.'),
  }),
  failed: () => ({
    ...TASK_LOOKS.failed(),
    meaning: t('target-state.failed.meaning', 'This target could not be profiled.'),
  }),
  skipped: () => ({
    text: t('target-state.skipped.name', 'Left out'),
    color: 'darkgrey',
    icon: 'ban',
    meaning: t('target-state.skipped.meaning', 'This process matched but cannot be profiled.'),
  }),
  cancelled: TASK_LOOKS.cancelled,
  lost: () => ({
    text: t('target-state.lost.name', 'Lost'),
    color: 'red',
    icon: 'plug',
    meaning: t('target-state.lost.meaning', 'The agent stopped reporting.'),
  }),
};

export const lookOfTaskState = (state: TaskState): StateLook => TASK_LOOKS[state]();
export const lookOfTargetState = (state: TargetState): StateLook => TARGET_LOOKS[state]();
