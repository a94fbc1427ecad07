import type { ScheduleTiming } from '@meshprof/contracts';
import { Cron } from 'croner';

export type StartTimes = { ok: true; atMs: number[] } | { ok: false; pointer: '/cron' | '/timeZone'; message: string };

const SHOWN_STARTS = 5;

/** The next times after `afterMs`; none if no such date exists (31 February). */
export function nextStarts(timing: ScheduleTiming, afterMs: number, count = SHOWN_STARTS): StartTimes {
  const timeZone = timing.timeZone ?? 'UTC';
  if (!isTimeZone(timeZone)) {
    return { ok: false, pointer: '/timeZone', message: 'No time zone of the IANA database has this name.' };
  }
  try {
    const cron = new Cron(timing.cron, { timezone: timeZone, mode: '5-part', paused: true });
    return { ok: true, atMs: cron.nextRuns(count, new Date(afterMs)).map((date) => date.getTime()) };
  } catch (error) {
    return { ok: false, pointer: '/cron', message: error instanceof Error ? error.message : String(error) };
  }
}

/** The next time of a schedule that was found valid when it was stored. */
export function nextStart(timing: ScheduleTiming, afterMs: number): number | null {
  const next = nextStarts(timing, afterMs, 1);
  if (!next.ok) throw new Error(`a stored schedule is not valid: ${next.message}`);
  return next.atMs[0] ?? null;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
