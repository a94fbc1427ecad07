import { REASONS, type ReasonCode } from '@meshprof/contracts';
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
  none: 'nothing was sampled',
};

/** Markdown rows of docs/reliability.md. */
export function faultTable(results: readonly FaultResult[]): string {
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
  const titles = ['What breaks', 'When', 'For', 'Task', 'Target', 'Reason', 'Profiles'];
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function formatTime(ms: number): string {
  return ms >= 60_000 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}
