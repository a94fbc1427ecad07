import type { ProfileType, Task } from '@meshprof/contracts';
import { formatCount, formatDuration } from '@shared/domain/format-amount';
import { profileTypesOf } from '@shared/domain/describe-task';
import { FEW_SAMPLES } from '@shared/domain/profile-view/profile-warnings';
import { profileTypeTitle } from '@shared/domain/contract-texts/profile-type-title';
import { t } from '@shared/domain/t';
import { isTaskFinal } from '@shared/domain/task-activity';

/** How long Pyroscope looks back and the embedded store keeps profiles, unless told otherwise. */
const USUAL_RETENTION_MS = 7 * 86_400_000;

/** One side as far as it is known. */
export interface SideFacts {
  fromUnixMs: number;
  toUnixMs: number;
  /** Where the selection is one task. */
  task: Task | undefined;
  /** Undefined while it is not known. */
  hasData: boolean | undefined;
  /** Of an on-CPU profile, unless samples of several frequencies were added up. */
  samples: number | undefined;
}

export interface CompareWarning {
  id: string;
  severity: 'info' | 'warning';
  title: string;
  advice: string;
}

/** Why a side is empty, and what to do; what makes a side with data weak. */
export function sideWarnings(side: SideFacts, type: ProfileType, nowUnixMs: number): CompareWarning[] {
  if (side.hasData === undefined) {
    return [];
  }
  return side.hasData ? dataWarnings(side, type) : [emptyWarning(side, type, nowUnixMs)];
}

function emptyWarning({ task, fromUnixMs, toUnixMs }: SideFacts, type: ProfileType, nowUnixMs: number): CompareWarning {
  const title = t('compare.warning.no-data', 'Nothing was recorded here');
  const empty = (advice: string): CompareWarning => ({ id: 'no-data', severity: 'warning', title, advice });
  if (task && !profileTypesOf(task).some(({ id }) => id === type.id)) {
    return empty(
      t('compare.warning.other-type', 'This task did not record {{type}}. Choose another kind of profile above.', {
        type: profileTypeTitle(type),
      })
    );
  }
  if (task && !isTaskFinal(task.state)) {
    return empty(t('compare.warning.not-there-yet', 'The task is not done yet. Refresh once it is.'));
  }
  if (fromUnixMs > nowUnixMs) {
    return empty(t('compare.warning.future', 'This time is still to come.'));
  }
  if (nowUnixMs - toUnixMs > USUAL_RETENTION_MS) {
    return empty(
      t(
        'compare.warning.retention',
        'It is more than 7 days ago, and stores keep or search no more than that unless they are told to. Choose a later time.'
      )
    );
  }
  return empty(
    t(
      'compare.warning.nothing-profiled',
      'No task ran then, and no always-on policy covers this selection. Choose another time or task, or let a policy profile the service from now on.'
    )
  );
}

function dataWarnings({ task, samples }: SideFacts, type: ProfileType): CompareWarning[] {
  const warnings: CompareWarning[] = [];
  if (samples !== undefined && samples < FEW_SAMPLES && type.id === 'on-cpu') {
    warnings.push({
      id: 'few-samples',
      severity: 'warning',
      title: t('compare.warning.few-samples', 'Only {{samples}} samples', { samples: formatCount(samples) }),
      advice: t(
        'compare.warning.few-samples-advice',
        'Differences of several points are chance here. Choose a longer time, or profile longer.'
      ),
    });
  }
  if (samples === undefined && type.id === 'on-cpu') {
    warnings.push({
      id: 'mixed-frequencies',
      severity: 'info',
      title: t('compare.warning.mixed', 'Sampled at several frequencies'),
      advice: t(
        'compare.warning.mixed-advice',
        'Amounts and shares are right, but the number of samples is not known, so neither is how sure a difference is. Select one task for intervals.'
      ),
    });
  }
  if (task && !isTaskFinal(task.state)) {
    warnings.push({
      id: 'running',
      severity: 'info',
      title: t('compare.warning.running', 'The task still runs'),
      advice: t('compare.warning.running-advice', 'Its profile grows. Refresh once it is done.'),
    });
  }
  return warnings;
}

export interface ComparedSide extends SideFacts {
  labelSelector: string;
  /** Of an on-CPU profile, where it is one. */
  frequencyHz: number | undefined;
}

/** What makes the two sides hard to compare. */
export function pairWarnings(left: ComparedSide, right: ComparedSide): CompareWarning[] {
  const warnings: CompareWarning[] = [];
  const isSameSelection = left.labelSelector === right.labelSelector;
  const overlapMs = Math.min(left.toUnixMs, right.toUnixMs) - Math.max(left.fromUnixMs, right.fromUnixMs);
  const lengths = [left, right].map(({ fromUnixMs, toUnixMs }) => toUnixMs - fromUnixMs) as [number, number];
  if (isSameSelection && left.fromUnixMs === right.fromUnixMs && left.toUnixMs === right.toUnixMs) {
    warnings.push({
      id: 'same',
      severity: 'warning',
      title: t('compare.warning.same', 'Both sides are the same'),
      advice: t('compare.warning.same-advice', 'Choose another time or another task for one of them.'),
    });
  } else if (isSameSelection && overlapMs > 0) {
    warnings.push({
      id: 'overlap',
      severity: 'warning',
      title: t('compare.warning.overlap', 'The sides have {{duration}} in common', {
        duration: formatDuration(overlapMs),
      }),
      advice: t(
        'compare.warning.overlap-advice',
        'What is in both hides what differs. Choose times that do not overlap.'
      ),
    });
  }
  if (differBy(lengths[0], lengths[1], 0.1) && !(left.task && right.task)) {
    warnings.push({
      id: 'lengths',
      severity: 'info',
      title: t('compare.warning.lengths', 'The sides are {{left}} and {{right}} long', {
        left: formatDuration(lengths[0]),
        right: formatDuration(lengths[1]),
      }),
      advice: t('compare.warning.lengths-advice', 'Compare shares: amounts grow with time.'),
    });
  }
  if (
    left.frequencyHz &&
    right.frequencyHz &&
    isCounted(left) &&
    isCounted(right) &&
    differBy(left.frequencyHz, right.frequencyHz, 0.05)
  ) {
    warnings.push({
      id: 'frequencies',
      severity: 'info',
      title: t('compare.warning.frequencies', 'Sampled {{left}} and {{right}} times a second', {
        left: Math.round(left.frequencyHz),
        right: Math.round(right.frequencyHz),
      }),
      advice: t(
        'compare.warning.frequencies-advice',
        'Both are in seconds of CPU time, so they compare; the side with fewer samples is the less certain one.'
      ),
    });
  }
  return warnings;
}

/** Of a handful of stacks the frequency is only guessed. */
const isCounted = ({ samples = 0 }: SideFacts) => samples >= FEW_SAMPLES;

const differBy = (a: number, b: number, share: number) => Math.abs(a - b) > share * Math.max(a, b);
