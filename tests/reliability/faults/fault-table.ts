import { REASONS, type ReasonCode } from '@meshprof/contracts';
import { markdownTable } from '../../harness/page-sections.ts';
import type { Fault, Moment, Outcome } from './fault.ts';

export interface FaultResult {
  readonly fault: Fault;
  readonly outcome: Outcome;
}

const MOMENT_TEXTS: Readonly<Record<Moment, string>> = {
  'before-start': 'before the session starts',
  running: 'while it samples',
  uploading: 'while it uploads',
};

const PROFILE_TEXTS: Readonly<Record<Outcome['profiles'], string>> = {
  all: 'every sample arrived, once',
  gap: 'what was exported before and after; the window that the agent held when it was killed (10 s at most) is missing',
  lost: 'the window that the agent held when it was killed (10 s at most), the only one, is missing',
  none: 'nothing was sampled',
};

export function faultTable(results: readonly FaultResult[]): string {
  const titles = ['What breaks', 'When', 'For', 'Task', 'Target', 'Reason', 'Profiles'];
  const rows = results.map(({ fault, outcome }) => [
    fault.what,
    MOMENT_TEXTS[fault.moment],
    formatTime(fault.lastsMs),
    outcome.task,
    outcome.target,
    outcome.reasonCode === undefined
      ? ''
      : `\`${outcome.reasonCode}\`: ${REASONS[outcome.reasonCode as ReasonCode].sentence}`,
    PROFILE_TEXTS[outcome.profiles],
  ]);
  return markdownTable(titles, rows);
}

export function formatTime(ms: number | undefined): string {
  if (ms === undefined) return 'for good';
  return ms >= 60_000 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}
