import { t } from '@shared/domain/t';
import { FIRST_ROW, type TaskForm } from '@shared/domain/task-form/task-form';
import type { IconName } from '@grafana/ui';

/** A question with the settings that answer it. */
export interface TaskTemplate {
  id: string;
  icon: IconName;
  question: () => string;
  /** One sentence: what it samples and what that shows. */
  answer: () => string;
  /** What it fills in; everything else is as without a template. Conditions only fill an empty selector. */
  values: Partial<TaskForm>;
}

/** Sampling that does not run in step with the timers of programs. */
const CLOSE_LOOK_HZ = 199;

export const TEMPLATES: readonly TaskTemplate[] = [
  {
    id: 'busy-sidecar',
    icon: 'fire',
    question: () => t('templates.busy-sidecar.question', 'Why is this sidecar busy?'),
    answer: () =>
      t(
        'templates.busy-sidecar.answer',
        'Samples Envoy on CPU for half a minute: which features of the proxy, such as tracing, access logs or filters, use the time.'
      ),
    values: {
      matchers: [{ label: 'role', op: '=', value: 'envoy-sidecar' }],
      onCpu: true,
      offCpu: false,
      pageFaults: false,
      durationSeconds: 30,
      frequencyHz: CLOSE_LOOK_HZ,
      maxTargets: 10,
    },
  },
  {
    id: 'waiting-service',
    icon: 'clock-nine',
    question: () => t('templates.waiting-service.question', 'What is this service waiting for?'),
    answer: () =>
      t(
        'templates.waiting-service.answer',
        'Follows every wait for half a minute: locks, network, disk and sleep with their stacks, and who ended them.'
      ),
    values: {
      matchers: [FIRST_ROW],
      onCpu: false,
      offCpu: true,
      pageFaults: false,
      wakers: true,
      durationSeconds: 30,
    },
  },
  {
    id: 'held-up-requests',
    icon: 'hourglass',
    question: () => t('templates.held-up-requests.question', 'What holds requests up in this gateway?'),
    answer: () =>
      t(
        'templates.held-up-requests.answer',
        'Catches event loops that go without looking at their connections for five milliseconds, with what they did instead.'
      ),
    values: {
      matchers: [{ label: 'role', op: '=', value: 'gateway' }],
      onCpu: true,
      offCpu: true,
      pageFaults: false,
      stalls: true,
      stallThresholdMs: 5,
      durationSeconds: 60,
      maxTargets: 10,
    },
  },
  {
    id: 'before-alert',
    icon: 'bell',
    question: () => t('templates.before-alert.question', 'What did it wait for just before the alert?'),
    answer: () =>
      t(
        'templates.before-alert.answer',
        'Takes the last five minutes from the flight recorder, where a policy keeps one, and ten seconds from now on.'
      ),
    values: {
      matchers: [FIRST_ROW],
      onCpu: true,
      offCpu: true,
      pageFaults: false,
      beforeSeconds: 300,
      durationSeconds: 10,
    },
  },
  {
    id: 'new-memory',
    icon: 'database',
    question: () => t('templates.new-memory.question', 'Which code keeps touching new memory?'),
    answer: () =>
      t(
        'templates.new-memory.answer',
        'Counts page faults for half a minute: allocations that grow, and mapped files that wait for the disk.'
      ),
    values: {
      matchers: [FIRST_ROW],
      onCpu: false,
      offCpu: false,
      pageFaults: true,
      durationSeconds: 30,
    },
  },
  {
    id: 'same-every-night',
    icon: 'calendar-alt',
    question: () => t('templates.same-every-night.question', 'Is it the same every night?'),
    answer: () =>
      t(
        'templates.same-every-night.answer',
        'Takes ten seconds at three o’clock each night, so that any two nights can be compared.'
      ),
    values: {
      matchers: [FIRST_ROW],
      onCpu: true,
      offCpu: true,
      pageFaults: false,
      start: 'repeat',
      cron: '0 3 * * *',
      durationSeconds: 10,
    },
  },
];
