import { type CreateTask, EVENTS, type EventId } from '@meshprof/contracts';
import { parseDuration } from '../../config/duration.ts';
import { CliError } from '../cli-failure.ts';
import { parseMatchers } from './matcher-arguments.ts';

/** What `meshprof tasks create` and `plan` take, as typed. */
export interface TaskOptions {
  readonly events?: string;
  readonly frequency?: string;
  readonly duration?: string;
  readonly startAt?: string;
  readonly before?: string;
  readonly maxTargets?: string;
  readonly agentCpu?: string;
  readonly title?: string;
  readonly note?: string;
  readonly tag?: readonly string[];
}

/** The body of a task; ranges are the controller's to judge, so that there is one source of them. */
export function taskBody(matchers: readonly string[], options: TaskOptions): CreateTask {
  const { events, frequency, duration, startAt, before, maxTargets, agentCpu, title, note, tag } = options;
  return {
    selector: parseMatchers(matchers),
    ...(events !== undefined && { events: parseEvents(events) }),
    ...(frequency !== undefined && { frequencyHz: wholeNumber('--frequency', frequency) }),
    ...(duration !== undefined && { durationMs: milliseconds('--duration', duration) }),
    ...(startAt !== undefined && { startAt }),
    ...(before !== undefined && { beforeMs: milliseconds('--before', before) }),
    ...(maxTargets !== undefined && { maxTargets: wholeNumber('--max-targets', maxTargets) }),
    ...(agentCpu !== undefined && { agentCpuPercent: wholeNumber('--agent-cpu', agentCpu) }),
    ...(title !== undefined && { title }),
    ...(note !== undefined && { note }),
    ...(tag !== undefined && { tags: [...tag] }),
  };
}

function parseEvents(text: string): EventId[] {
  return text.split(',').map((name) => {
    const event = EVENTS.find((known) => known === name.trim());
    if (event === undefined) throw usage(`--events takes ${EVENTS.join(', ')}, with commas between, not "${name}"`);
    return event;
  });
}

export function wholeNumber(flag: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw usage(`${flag} must be a whole number, not "${text}"`);
  return Number(text);
}

export function milliseconds(flag: string, text: string): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw usage(`${flag}: ${parsed.message}`);
  return parsed.ms;
}

function usage(message: string): CliError {
  return new CliError({ exit: 'usage', message });
}
