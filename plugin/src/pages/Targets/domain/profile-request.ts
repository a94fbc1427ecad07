import type { CreateTask, EventId, ListedTarget } from '@meshprof/contracts';

export interface ProfileForm {
  onCpu: boolean;
  offCpu: boolean;
  wakers: boolean;
  pageFaults: boolean;
  frequencyHz: number;
  durationSeconds: number;
}

/** 99 rather than 100 so that sampling does not run in step with timers of the program. */
export const DEFAULT_PROFILE_FORM: ProfileForm = {
  onCpu: true,
  offCpu: true,
  wakers: false,
  pageFaults: false,
  frequencyHz: 99,
  durationSeconds: 10,
};

export const DURATION_PRESETS_SECONDS = [5, 10, 30, 60, 300];
export const FREQUENCY_LIMITS_HZ = { min: 1, max: 999 };
export const DURATION_LIMITS_SECONDS = { min: 1, max: 3600 };

/** The task that profiles this one process: a pid means something only together with its node. */
export function profileRequest(target: ListedTarget, form: ProfileForm): CreateTask {
  const events: EventId[] = [];
  if (form.onCpu) {
    events.push('on-cpu');
  }
  if (form.offCpu) {
    events.push('off-cpu');
  }
  if (form.pageFaults) {
    events.push('page-fault');
  }
  return {
    selector: { node: target.node, process_pid: target.pid },
    events,
    frequencyHz: form.frequencyHz,
    durationMs: Math.round(form.durationSeconds * 1000),
    ...(form.offCpu && form.wakers && { offCpu: { wakers: true } }),
    title: `${target.service} (pid ${target.pid})`,
  };
}

/** What the form will cost and yield, in one sentence. */
export function profilePreview({ onCpu, frequencyHz, durationSeconds }: ProfileForm): string {
  if (!onCpu || !(frequencyHz > 0) || !(durationSeconds > 0)) {
    return '';
  }
  const samples = Math.round(frequencyHz * durationSeconds).toLocaleString('en-US');
  return `About ${samples} samples for each CPU that the process keeps busy.`;
}
