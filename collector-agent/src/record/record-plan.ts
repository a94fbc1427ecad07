import {
  DEFAULT_EVENTS,
  EVENTS,
  type EventId,
  MIN_WAIT_LIMITS_US,
  OFF_CPU_DEFAULTS,
  type ProfileTypeId,
  profileTypesOfEvents,
} from '@meshprof/contracts';
import { parseDuration } from '../config/duration.ts';

export type OutputFormat = 'otlp' | 'pprof' | 'folded';

/** A validated `meshprof record` command line. */
export interface RecordPlan {
  readonly target: { readonly pids: readonly [number, ...number[]] } | { readonly command: readonly string[] };
  /** Absent: until the launched program ends. */
  readonly durationMs?: number;
  readonly events: readonly EventId[];
  readonly frequencyHz: number;
  /** Also tell who ended the waits. */
  readonly wakers: boolean;
  /** How long an event loop may go without waiting for events; 0: not looked at. */
  readonly stallThresholdMs: number;
  /** Shorter waits have no stack. */
  readonly minWaitUs: number;
  readonly output: string;
  readonly format: OutputFormat;
  /** What a folded file holds: it has room for one number a stack. */
  readonly foldedDimension: ProfileTypeId;
  readonly summaryFile?: string;
}

/** Options as commander hands them over: text. */
export interface RecordOptions {
  readonly pid?: string;
  readonly duration?: string;
  readonly events?: string;
  readonly frequency: string;
  readonly wakers?: boolean;
  readonly stallThreshold?: string;
  readonly minWait?: string;
  readonly output?: string;
  readonly summary?: string;
}

export type PlannedRecord =
  { readonly ok: true; readonly plan: RecordPlan } | { readonly ok: false; readonly message: string };

const DEFAULT_DURATION_MS = 10_000;
const MAX_FREQUENCY_HZ = 999;
const EXTENSIONS: readonly (readonly [string, OutputFormat])[] = [
  ['.otlp', 'otlp'],
  ['.pb.gz', 'pprof'],
  ['.txt', 'folded'],
];

export function planRecord(options: RecordOptions, command: readonly string[]): PlannedRecord {
  try {
    return { ok: true, plan: plan(options, command) };
  } catch (error) {
    if (error instanceof OptionError) return { ok: false, message: error.message };
    throw error;
  }
}

class OptionError extends Error {}

function plan(options: RecordOptions, command: readonly string[]): RecordPlan {
  const target = planTarget(options.pid, command);
  const output = options.output;
  if (output === undefined) throw new OptionError('say where to write: --output FILE, ending in .otlp, .pb.gz or .txt');
  const format = formatOf(output);
  const events = planEvents(options.events);
  if (format === 'folded' && options.events !== undefined && events.length > 1) {
    throw new OptionError(
      `a .txt file holds one event: choose one of --events ${EVENTS.join(', ')}, or another format`
    );
  }
  const durationMs = planDuration(options.duration, 'command' in target);
  return {
    target,
    ...(durationMs !== undefined && { durationMs }),
    events,
    frequencyHz: planFrequency(options.frequency),
    wakers: planWakers(options.wakers, events),
    stallThresholdMs: planStallThreshold(options.stallThreshold),
    minWaitUs: planMinWait(options.minWait, events),
    output,
    format,
    foldedDimension: foldedDimension(events, options.wakers),
    ...(options.summary !== undefined && { summaryFile: options.summary }),
  };
}

function planTarget(pid: string | undefined, command: readonly string[]): RecordPlan['target'] {
  if (pid !== undefined && command.length > 0) {
    throw new OptionError('give either --pid or a command after --, not both');
  }
  if (pid === undefined && command.length === 0) {
    throw new OptionError('say what to record: --pid PID[,PID] or a command after --');
  }
  if (pid === undefined) return { command };
  const pids = pid.split(',').map((text) => {
    const number = /^\d{1,10}$/.test(text.trim()) ? Number(text) : 0;
    if (number < 1 || number > 0x7fff_ffff)
      throw new OptionError(`--pid must be process ids with commas between, not "${pid}"`);
    return number;
  });
  return { pids: [...new Set(pids)] as [number, ...number[]] };
}

function formatOf(output: string): OutputFormat {
  const format = EXTENSIONS.find(([extension]) => output.endsWith(extension) && output !== extension)?.[1];
  if (format === undefined) {
    throw new OptionError(`--output must end in .otlp, .pb.gz or .txt (folded stacks), not "${output}"`);
  }
  return format;
}

function planWakers(wakers: boolean | undefined, events: readonly EventId[]): boolean {
  if (wakers === true && !events.includes('off-cpu')) throw new OptionError('--wakers needs the event off-cpu');
  return wakers ?? false;
}

const MAX_STALL_THRESHOLD_MS = 3_600_000;

function planStallThreshold(text: string | undefined): number {
  if (text === undefined) return OFF_CPU_DEFAULTS.stallThresholdMs;
  if (/^0(ms|s)?$/.test(text)) return 0;
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new OptionError(`--stall-threshold ${parsed.message}`);
  if (parsed.ms > MAX_STALL_THRESHOLD_MS) throw new OptionError('--stall-threshold is at most 1h');
  return parsed.ms;
}

/** Waits are short: microseconds are the only unit here that other durations do not need. */
function planMinWait(text: string | undefined, events: readonly EventId[]): number {
  if (text === undefined) return 0;
  if (!events.includes('off-cpu')) throw new OptionError('--min-wait needs the event off-cpu');
  const micros = /^(\d{1,9})us$/.exec(text.trim())?.[1];
  const parsed = micros === undefined ? parseDuration(text) : { ok: true as const, ms: Number(micros) / 1_000 };
  if (!parsed.ok) throw new OptionError(`--min-wait ${parsed.message}, or 500us`);
  const us = Math.round(parsed.ms * 1_000);
  if (us > MIN_WAIT_LIMITS_US.max)
    throw new OptionError(`--min-wait is at most ${MIN_WAIT_LIMITS_US.max / 1_000_000}s`);
  return us;
}

/** Of the event, or of the first where nobody chose; the wakers if they are asked for. */
function foldedDimension(events: readonly EventId[], wakers: boolean | undefined): ProfileTypeId {
  return wakers === true ? 'wakeups' : (profileTypesOfEvents(events)[0]?.id ?? 'on-cpu');
}

function planEvents(text: string | undefined): readonly EventId[] {
  if (text === undefined) return DEFAULT_EVENTS;
  const chosen = text.split(',').map((event) => event.trim());
  const unknown = chosen.find((event) => !(EVENTS as readonly string[]).includes(event));
  if (unknown !== undefined) throw new OptionError(`--events takes ${EVENTS.join(', ')}, not "${unknown}"`);
  return EVENTS.filter((event) => chosen.includes(event));
}

function planFrequency(text: string): number {
  const frequencyHz = /^\d+$/.test(text) ? Number(text) : 0;
  if (frequencyHz < 1 || frequencyHz > MAX_FREQUENCY_HZ) {
    throw new OptionError(`--frequency must be a whole number from 1 to ${MAX_FREQUENCY_HZ}, not "${text}"`);
  }
  return frequencyHz;
}

function planDuration(text: string | undefined, isCommand: boolean): number | undefined {
  if (text === undefined) return isCommand ? undefined : DEFAULT_DURATION_MS;
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new OptionError(`--duration ${parsed.message}`);
  return parsed.ms;
}
