import { useUrlState } from '@shared/domain/use-url-state';
import type { PolicyForm } from './policy-form';

export const PREVIEW_HOURS = [1, 6, 24] as const;
export type PreviewHours = (typeof PREVIEW_HOURS)[number];

/** Agents remember the last hour; Prometheus is asked for a day at most. */
export interface PreviewSpan {
  hours: PreviewHours;
  choices: readonly PreviewHours[];
  overMs: number;
  setHours: (hours: PreviewHours) => void;
}

export function usePreviewSpan({ kind, source }: Pick<PolicyForm, 'kind' | 'source'>): PreviewSpan {
  const url = useUrlState();
  const choices = kind === 'trigger' && source === 'prometheus' ? PREVIEW_HOURS : PREVIEW_HOURS.slice(0, 1);
  const hours = choices.find((known) => String(known) === url.get('over')) ?? 1;
  return {
    hours,
    choices,
    overMs: hours * 3_600_000,
    setHours: (chosen) => url.set({ over: chosen === 1 ? undefined : String(chosen) }),
  };
}
