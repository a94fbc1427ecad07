import { formatCount } from '../format-amount';
import { t } from '../t';
import type { TaskForm } from './task-form';

/** What the form will yield, in one sentence; nothing while its numbers are none. */
export function expectedSamples({
  onCpu,
  frequencyHz,
  durationSeconds,
}: Pick<TaskForm, 'onCpu' | 'frequencyHz' | 'durationSeconds'>): string {
  if (!onCpu) {
    return t('task-form.expected.every-event', 'Every event of the process is counted.');
  }
  if (!(frequencyHz > 0) || !(durationSeconds > 0)) {
    return '';
  }
  return t('task-form.expected.samples', 'About {{samples}} samples for each CPU that the process keeps busy.', {
    samples: formatCount(Math.round(frequencyHz * durationSeconds)),
  });
}
