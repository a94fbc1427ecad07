import type { Task } from '@meshprof/contracts';
import { type Earlier, EARLIER_MS, earlierRef, servicesSelector } from '@shared/domain/earlier-refs';
import type { RawRange } from '@shared/domain/time-range';
import type { ProfileRef } from '../../../routes';

/** As Grafana's relative times have it. */
const STEP_TEXTS: Record<Earlier, string> = { hour: '1h', day: '1d', week: '1w' };

/** Two sides that a preset gives. */
export interface PresetSides {
  left: ProfileRef;
  right: ProfileRef;
}

/** A selection at its own time, against itself an hour, a day or a week before; `task` if the selection is one. */
export function againstEarlier(side: ProfileRef, task: Task | undefined, step: Earlier): PresetSides {
  const left = task ? earlierRef(task.targets, side, step) : { ...side, ...shiftedEarlier(side, step) };
  return { left, right: side };
}

/** The last hour against an hour, a day or a week ago. */
export function nowAgainst(side: ProfileRef, task: Task | undefined, step: Earlier): PresetSides {
  const labelSelector = task ? servicesSelector(task.targets) : side.labelSelector;
  const now = { from: 'now-1h', to: 'now' };
  return { left: { labelSelector, ...shiftedEarlier(now, step) }, right: { labelSelector, ...now } };
}

/** Relative ends stay relative, so that the link keeps its meaning. */
function shiftedEarlier({ from, to }: RawRange, step: Earlier): RawRange {
  const earlier = (end: string) =>
    end.startsWith('now')
      ? `now-${STEP_TEXTS[step]}${end.slice('now'.length)}`
      : String(Number(end) - EARLIER_MS[step]);
  return { from: earlier(from), to: earlier(to) };
}
