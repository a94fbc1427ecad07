import type { TargetState, TaskState } from '@meshprof/contracts';
import type { BadgeColor, IconName } from '@grafana/ui';

export interface StateLook {
  text: string;
  color: BadgeColor;
  icon: IconName;
  /** One sentence for a tooltip: what the state means for the person who waits. */
  meaning: string;
}

const TASK_LOOKS: Record<TaskState, StateLook> = {
  scheduled: {
    text: 'Scheduled',
    color: 'purple',
    icon: 'clock-nine',
    meaning: 'The controller has the task and will hand it to an agent.',
  },
  dispatching: {
    text: 'Dispatching',
    color: 'purple',
    icon: 'upload',
    meaning: 'The controller waits for the agent to take the task.',
  },
  running: { text: 'Running', color: 'blue', icon: 'record-audio', meaning: 'The agent is sampling.' },
  draining: {
    text: 'Saving',
    color: 'blue',
    icon: 'upload',
    meaning: 'Sampling has ended; the agent names frames and sends the profile.',
  },
  completed: { text: 'Completed', color: 'green', icon: 'check', meaning: 'Every target was profiled to the end.' },
  partial: {
    text: 'Partial',
    color: 'orange',
    icon: 'exclamation-triangle',
    meaning: 'Some targets were profiled, others were not. Each one says why.',
  },
  failed: { text: 'Failed', color: 'red', icon: 'exclamation-circle', meaning: 'No target could be profiled.' },
  cancelled: {
    text: 'Cancelled',
    color: 'darkgrey',
    icon: 'ban',
    meaning: 'Somebody cancelled the task. What was recorded until then is kept.',
  },
  expired: {
    text: 'Expired',
    color: 'orange',
    icon: 'hourglass',
    meaning: 'No agent took the task in time.',
  },
};

const TARGET_LOOKS: Record<TargetState, StateLook> = {
  waiting: {
    text: 'Waiting for the agent',
    color: 'purple',
    icon: 'clock-nine',
    meaning: 'The agent of this node has not started yet.',
  },
  running: TASK_LOOKS.running,
  draining: TASK_LOOKS.draining,
  completed: { ...TASK_LOOKS.completed, meaning: 'Profiled to the end.' },
  failed: { ...TASK_LOOKS.failed, meaning: 'This target could not be profiled.' },
  skipped: {
    text: 'Left out',
    color: 'darkgrey',
    icon: 'ban',
    meaning: 'This process matched but cannot be profiled.',
  },
  cancelled: TASK_LOOKS.cancelled,
  lost: { text: 'Lost', color: 'red', icon: 'plug', meaning: 'The agent stopped reporting.' },
};

export const lookOfTaskState = (state: TaskState): StateLook => TASK_LOOKS[state];
export const lookOfTargetState = (state: TargetState): StateLook => TARGET_LOOKS[state];
