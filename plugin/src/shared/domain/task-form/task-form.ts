import {
  type MatchOperator,
  OFF_CPU_DEFAULTS,
  type SelectorLabel,
  STALL_THRESHOLD_LIMITS_MS,
  TASK_DEFAULTS,
} from '@meshprof/contracts';
import type { AppSettings } from '../app-settings';

/** One condition of the selector, as a row of the editor. */
export interface MatcherRow {
  label: SelectorLabel;
  op: MatchOperator;
  value: string;
}

/** A form needs a first row to type into. */
export const FIRST_ROW: MatcherRow = { label: 'service.name', op: '=', value: '' };

export type StartChoice = 'now' | 'at' | 'repeat';

/** What the forms for new tasks hold. Numbers that were left empty are NaN: the agent's own default then applies. */
export interface TaskForm {
  title: string;
  note: string;
  tags: string[];
  matchers: MatcherRow[];
  onCpu: boolean;
  offCpu: boolean;
  pageFaults: boolean;
  frequencyHz: number;
  durationSeconds: number;
  start: StartChoice;
  /** Unix milliseconds. */
  startAtMs: number;
  cron: string;
  timeZone: string;
  maxTargets: number;
  agentCpuPercent: number;
  beforeSeconds: number;
  wakers: boolean;
  stalls: boolean;
  stallThresholdMs: number;
  stacksPerSecond: number;
  minWaitUs: number;
}

/** Every hour, on the hour. */
const FIRST_CRON = '0 * * * *';

export function defaultTaskForm({ defaultDurationMs, defaultFrequencyHz }: AppSettings, timeZone: string): TaskForm {
  return {
    title: '',
    note: '',
    tags: [],
    matchers: [],
    onCpu: TASK_DEFAULTS.events.includes('on-cpu'),
    offCpu: TASK_DEFAULTS.events.includes('off-cpu'),
    pageFaults: false,
    frequencyHz: defaultFrequencyHz ?? TASK_DEFAULTS.frequencyHz,
    durationSeconds: (defaultDurationMs ?? TASK_DEFAULTS.durationMs) / 1000,
    start: 'now',
    startAtMs: NaN,
    cron: FIRST_CRON,
    timeZone,
    maxTargets: TASK_DEFAULTS.maxTargets,
    agentCpuPercent: NaN,
    beforeSeconds: TASK_DEFAULTS.beforeMs / 1000,
    wakers: false,
    stalls: OFF_CPU_DEFAULTS.stallThresholdMs > STALL_THRESHOLD_LIMITS_MS.min,
    stallThresholdMs: OFF_CPU_DEFAULTS.stallThresholdMs,
    stacksPerSecond: NaN,
    minWaitUs: NaN,
  };
}

export const hasEvent = ({ onCpu, offCpu, pageFaults }: TaskForm): boolean => onCpu || offCpu || pageFaults;
